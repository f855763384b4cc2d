import { z } from 'zod';
import { parseEmailRule, type EmailRule } from '@/lib/access/email-rule';
import { PROVIDER_KINDS, type ProviderKind } from '../access/provider/provider-config';

/** Flower names classes of its own. */
const FLOWER_CLASSES: Readonly<Record<string, ProviderKind>> = {
  GoogleAuth2LoginHandler: 'google',
  GithubLoginHandler: 'github',
  GitLabLoginHandler: 'gitlab',
  OktaLoginHandler: 'okta',
};

export const authProvider = (): z.ZodType<ProviderKind, string> =>
  z.string().transform((given, context) => {
    const word = given.trim();
    const name = /^flower\.views\.auth\.(\w+)$/.exec(word)?.[1] ?? '';
    const kind = PROVIDER_KINDS.find((known) => known === word.toLowerCase());
    const found = kind ?? (Object.hasOwn(FLOWER_CLASSES, name) ? FLOWER_CLASSES[name] : undefined);
    if (found !== undefined) return found;
    const allowed = `${PROVIDER_KINDS.join(', ')}, or a class of flower.views.auth`;
    context.addIssue({ code: 'custom', message: `must be one of ${allowed}` });
    return z.NEVER;
  });

export const emailRule = (): z.ZodType<EmailRule, string> =>
  z.string().transform((given, context) => {
    const rule = parseEmailRule(given);
    if (rule !== null) return rule;
    context.addIssue({
      code: 'custom',
      message: 'must be an e-mail address, several with | between, or one .* before the @ such as .*@example.com',
    });
    return z.NEVER;
  });

export const headerName = (): z.ZodType<string, string> =>
  z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9-]{0,99}$/, 'must be the name of a header such as X-Forwarded-User')
    .refine(
      (name) => !['authorization', 'cookie', 'host', 'origin'].includes(name),
      'must be a header of the proxy alone',
    );
