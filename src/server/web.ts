import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyReply } from 'fastify';
import type { Routes } from './server.ts';

/**
 * The app's built files: beside the source in a checkout (`dist/web`), beside the compiled code in the package (`web`). What the server
 * answers itself has routes of its own, which come before the ones here.
 */
export const builtPages = (): string =>
  fileURLToPath(new URL(import.meta.filename.endsWith('.ts') ? '../../dist/web' : '../../web', import.meta.url));

/**
 * Serves the app. Files whose name carries their hash never change and may be kept for ever; the page itself is asked for each time,
 * and is the answer to every address that a browser opens, so that addresses within the app can be opened and kept.
 */
export const webRoutes =
  (folder: string): Routes =>
  async (app) => {
    const isBuilt = existsSync(`${folder}/index.html`);
    if (isBuilt) await app.register(fastifyStatic, { root: folder, serve: false, cacheControl: false, preCompressed: true });
    app.addHook('onSend', async (_request, reply) => {
      reply.headers(guards);
    });
    if (!isBuilt) {
      app.get('/', (_request, reply) => reply.code(503).type('text/plain; charset=utf-8').send(notBuilt));
      return;
    }
    app.get<{ Params: { '*': string } }>('/assets/*', (request, reply) =>
      reply.header('cache-control', 'public, max-age=31536000, immutable').sendFile(`assets/${request.params['*']}`),
    );
    for (const name of ['early.js', 'favicon.svg'])
      app.get(`/${name}`, (_request, reply) => reply.header('cache-control', 'no-cache').sendFile(name));
    app.get<{ Params: { '*': string } }>('/*', (request, reply) => {
      const isOurs = servers.test(request.url);
      const accept = request.headers.accept ?? '*/*';
      // Programs that look whether the server is there ask for its address, and take whatever comes.
      const wantsPage = accept.includes('text/html') || (request.params['*'] === '' && accept.includes('*/*'));
      if (isOurs || !wantsPage) return reply.callNotFound();
      return showApp(reply);
    });
  };

const showApp = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'no-cache').sendFile('index.html');

/** Below these the server answers for itself, also when there is nothing: a program must not take a page for an answer. */
const servers = /^\/(v1|auth|oauth|hooks|connect|control|health|assets|favicon\.ico)(\/|\?|$)/;

/**
 * No script but ours and none inline, nothing from elsewhere, no frame around us. Styles may be inline: the components place menus
 * and dialogs with them.
 */
const guards = {
  'content-security-policy': [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
} as const;

const notBuilt =
  'The pages are not built yet. "npm start" builds them first; "npm run web:build" builds them now. The API and the commands work.\n';
