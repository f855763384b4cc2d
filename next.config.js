/**
 * The pages are a static export that our own server serves. The prefix under which they are served is chosen when it
 * starts: they are built with a placeholder that the server replaces (server/http/pages.ts).
 * @type {import('next').NextConfig}
 */
const config = {
  output: 'export',
  basePath: process.env.NODE_ENV === 'production' ? '/__celeryscope_prefix__' : '',
  trailingSlash: true,
  reactStrictMode: true,
  images: { unoptimized: true },
  // `npm run verify` checks the types of everything, faster.
  typescript: { ignoreBuildErrors: true },
};

export default config;
