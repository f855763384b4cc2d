import { z } from 'zod';
import { defineEndpoint } from '../../endpoint';

export const loginState = defineEndpoint({
  method: 'GET',
  path: '/api/v1/login',
  permission: 'public',
  summary: 'How one can sign in here',
  answers: {
    200: z.object({
      password: z.boolean(),
      provider: z.object({ label: z.string() }).nullable(),
      required: z.boolean(),
    }),
  },
  handle: (_call, { access: { takesPasswords, provider, kept } }) => ({
    password: takesPasswords,
    provider: provider === null ? null : { label: provider.label },
    required: kept !== null,
  }),
});
