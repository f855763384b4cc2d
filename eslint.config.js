import nextVitals from 'eslint-config-next/core-web-vitals';
import tseslint from 'typescript-eslint';

const edges = ['node:*', 'ioredis', 'amqplib', 'socket.io', 'better-sqlite3', 'pg', 'fastify', 'kysely'];

/** @param {string[]} group @param {string} message */
const restrict = (group, message) => ({ 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] });

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'dist',
      'out',
      '.next',
      '.tools',
      '.demo',
      '.e2e',
      'coverage',
      'next-env.d.ts',
      'test-results',
    ],
  },
  ...nextVitals,
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts', '**/*.tsx'] })),
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@next/next/no-img-element': 'off',
    },
  },
  // Layers: app → components → lib ← server (docs/architecture.md).
  {
    files: ['lib/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: restrict(
      [...edges, 'react', 'next', 'next/*', '@/server/*', '@/components/*', '@/app/*'],
      'lib/ is pure: no I/O, no framework.',
    ),
  },
  {
    files: ['components/**/*.{ts,tsx}', 'app/**/*.{ts,tsx}'],
    ignores: ['**/*.test.*'],
    rules: restrict([...edges, '@/server/*'], 'Pages talk to the server through the API only.'),
  },
  {
    files: ['server/**/*.ts'],
    rules: restrict(['@/components/*', '@/app/*', 'react', 'next', 'next/*'], 'The server knows no pages.'),
  },
);
