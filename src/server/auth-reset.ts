import type { FastifyInstance, FastifyRequest } from 'fastify';
import { headersOf } from './auth-desk.ts';
import type { PeopleParts } from './auth-desk.ts';
import { html, showPage } from './pages.ts';
import type { Html } from './pages.ts';

/** The page behind a link to a new password. It needs no script, so that it works whatever else is broken. */
export function resetPages({ auth, publicUrl, address }: PeopleParts): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    app.get('/auth/reset', { exposeHeadRoute: false }, (request, reply) =>
      showPage(reply, 'A new password', formWith(tokenOf(request), null)),
    );
    app.post('/auth/reset', async (request, reply) => {
      const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
      const [token, newPassword] = [form.get('token') ?? '', form.get('password') ?? ''];
      const headers = headersOf(request, publicUrl);
      headers.set('content-type', 'application/json');
      const asked = new Request(`${address()}/auth/reset-password`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ token, newPassword }),
      });
      const response = await (await auth()).handler(asked);
      if (response.ok)
        return showPage(reply, 'Your new password is set', html`<p>All your sessions were ended. <a href="/">Sign in</a> with it.</p>`);
      const told: unknown = await response.json().catch(() => null);
      const isOver = typeof told === 'object' && told !== null && 'code' in told && told.code === 'INVALID_TOKEN';
      const trouble = isOver
        ? 'This link was used already, or it is too old. Ask for another one.'
        : 'Choose a password of 10 to 128 characters.';
      return showPage(reply, 'A new password', formWith(token, trouble), { status: response.status });
    });
  };
}

function tokenOf(request: FastifyRequest): string {
  const [, search] = request.url.split('?');
  return new URLSearchParams(search).get('token') ?? '';
}

const formWith = (token: string, trouble: string | null): Html =>
  html`${trouble === null ? '' : html`<p role="alert"><strong>${trouble}</strong></p>`}
    <form method="post" action="/auth/reset" class="card">
      <input type="hidden" name="token" value="${token}" />
      <label for="password">New password</label>
      <input id="password" name="password" type="password" autocomplete="new-password" minlength="10" maxlength="128" required />
      <p><button>Set it</button></p>
    </form>`;
