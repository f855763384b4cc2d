import { z } from 'zod';
import { defineEndpoint } from '../endpoint';

export const openApi = defineEndpoint({
  method: 'GET',
  path: '/api/v1/openapi.json',
  permission: 'view',
  summary: 'This description',
  answers: { 200: z.unknown() },
  handle: (_call, services) => services.openApi(),
});
