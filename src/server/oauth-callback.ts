import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refused } from '../contract/refused.ts';
import { SignInProblem } from '../engine/sign-in-problem.ts';
import type { SignInIntroduction, SignInResult, SignIns } from '../engine/sign-in.ts';
import { Unanswered } from '../engine/wire.ts';
import type { Log } from './log.ts';
import { html, showPage } from './pages.ts';
import type { Html } from './pages.ts';

export interface SignInRouteParts {
  readonly signIns: SignIns;
  readonly log: Log;
  /** Our own address as the person's browser sees it, without a slash at the end: 'http://127.0.0.1:8484'. */
  readonly address: () => string;
}

/**
 * The pages of a sign-in: what will be shared and why; the provider's own page; which organisation; what happens next. They work
 * without a script. Who may connect something holds a ticket, which `tieout connect` makes.
 */
export function signInRoutes(parts: SignInRouteParts): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 65_536 }, (_request, body, done) =>
      done(null, body),
    );
    app.setErrorHandler((cause, request, reply) => showTrouble(parts, cause, { request, reply }));

    app.get('/connect', async (request, reply) => {
      const { ticket } = asked(ticketShape, request.query);
      // The cookie must be set under the name to which the provider will send the browser back.
      const { host } = new URL(parts.address());
      if (request.headers.host !== host) return reply.redirect(`${parts.address()}/connect?ticket=${encodeURIComponent(ticket)}`, 302);
      const introduction = await parts.signIns.introduce(ticket);
      return showPage(reply, titleOf(introduction), introductionOf(introduction, ticket), { leadsTo: introduction.leadsTo });
    });

    app.post('/connect', async (request, reply) => {
      const { ticket } = asked(ticketShape, formOf(request));
      const { url, browser } = await parts.signIns.begin(ticket);
      return reply.header('set-cookie', signInCookie(parts.address(), browser, 1_800)).redirect(url, 303);
    });

    app.get('/oauth/callback', async (request, reply) => {
      const { state, code, error } = asked(callbackShape, request.query);
      const said = saidShape.parse(request.query);
      const { browser, isFromApp } = beganIn(request);
      const result = await parts.signIns.finish({ state, code: code ?? null, error: error ?? null, browser, said });
      return isFromApp && result.is === 'connected' ? backToApp(parts, reply, { connected: namesOf(result) }) : showResult(reply, result);
    });

    app.post('/oauth/choose', async (request, reply) => {
      const form = formOf(request);
      const { ticket } = asked(ticketShape, form);
      const { browser, isFromApp } = beganIn(request);
      const result = await parts.signIns.choose({ ticket, accounts: form.account, browser });
      return isFromApp && result.is === 'connected' ? backToApp(parts, reply, { connected: namesOf(result) }) : showResult(reply, result);
    });
  };
}

const ticketShape = z.object({ ticket: z.string().min(1) });
/** Parameters that are given once; a provider may name its account in one of them. */
const saidShape = z
  .record(z.string(), z.unknown())
  .transform((query) =>
    Object.fromEntries(Object.entries(query).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))),
  );
const callbackShape = z.object({ state: z.string().min(1), code: z.string().optional(), error: z.string().optional() });

function asked<T>(shape: z.ZodType<T>, value: unknown): T {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  throw new SignInProblem('This page was opened without what it needs: get a link with "tieout connect" and open that.');
}

function formOf(request: FastifyRequest): { readonly ticket: string; readonly account: readonly string[] } {
  const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
  return { ticket: form.get('ticket') ?? '', account: form.getAll('account') };
}

const cookieName = 'tieout_sign_in';

/** The cookie of the browser that began a sign-in, which alone can finish it. `own` is our address as that browser sees it. */
export function signInCookie(own: string, browser: string, seconds: number): string {
  const secure = own.startsWith('https:') ? '; Secure' : '';
  return `${cookieName}=${browser}; Path=/oauth; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

const appMark = 'app.';

/** Marks a sign-in that began in the app: it ends there, too. It says nothing about who may finish it. */
export const fromApp = (browser: string): string => `${appMark}${browser}`;

function beganIn(request: FastifyRequest): { readonly browser: string; readonly isFromApp: boolean } {
  const kept = new RegExp(`(?:^|;\\s*)${cookieName}=([^;]*)`).exec(request.headers.cookie ?? '')?.[1] ?? '';
  const isFromApp = kept.startsWith(appMark);
  return { browser: isFromApp ? kept.slice(appMark.length) : kept, isFromApp };
}

const namesOf = (result: Extract<SignInResult, { is: 'connected' }>): string =>
  result.connections.map(({ connection }) => connection).join(',');

/** Back into the app, with what became of it; the cookie has done its work. */
function backToApp(parts: SignInRouteParts, reply: FastifyReply, told: Readonly<Record<string, string>>): FastifyReply {
  const place = `${parts.address()}/integrations?${new URLSearchParams(told).toString()}`;
  return reply.header('set-cookie', signInCookie(parts.address(), '', 0)).redirect(place, 303);
}

const titleOf = (introduction: SignInIntroduction): string =>
  introduction.restores === null ? `Connect ${introduction.label}` : `Sign in to ${introduction.label} again`;

function introductionOf({ label, organisation, scopes, restores }: SignInIntroduction, ticket: string): Html {
  const purpose =
    restores === null
      ? html`<p>
          You will sign in at ${label} and choose which organisation Tieout may work with. What is connected here belongs to
          <strong>${organisation}</strong>.
        </p>`
      : html`<p>
          This restores the connection <strong>${restores.name}</strong>. Choose <strong>${restores.label}</strong> at ${label}: nothing
          that was waiting is lost.
        </p>`;
  const asksFor = scopes.map(
    (scope) => html`<li>${scope.why} <span class="soft">(${scope.name}${scope.needed ? '' : ', optional'})</span></li>`,
  );
  return html`${purpose}
    <div class="card">
      <strong>${label} will ask you to share</strong>
      <ul>
        ${asksFor}
      </ul>
    </div>
    <form method="post" action="/connect"><input type="hidden" name="ticket" value="${ticket}" /><button>Go to ${label}</button></form>
    <p class="soft">Your password stays with ${label}. You can end the permission there, or here, at any time.</p>`;
}

function showResult(reply: FastifyReply, result: SignInResult): FastifyReply {
  if (result.is === 'choose') {
    const rows = result.accounts.map(
      (account, index) =>
        html`<label
          ><input
            type="checkbox"
            name="account"
            value="${account.id}"
            ${index === 0 && result.accounts.length === 1 ? html` checked` : ''}
          />
          <span
            >${account.name}${account.connectedAs === null ? '' : html` <span class="soft">connected as ${account.connectedAs}</span>`}</span
          ></label
        >`,
    );
    return showPage(
      reply,
      'Choose the organisation',
      html`<p>
          Your sign-in at ${result.label} reaches ${String(result.accounts.length)} organisations. Choose the ones whose books Tieout is to
          work with.
        </p>
        <form method="post" action="/oauth/choose">
          <input type="hidden" name="ticket" value="${result.ticket}" />
          <div class="card">${rows}</div>
          <button>Connect</button>
        </form>`,
    );
  }
  const made = result.connections.map((one) => html`<li><strong>${one.label}</strong> <span class="soft">${one.connection}</span></li>`);
  return showPage(
    reply,
    `${result.label} is connected`,
    html`<div class="card">
        <ul>
          ${made}
        </ul>
      </div>
      <p>Nothing has been written to these books, and nothing will be before you say so. What happens next:</p>
      <ol>
        <li>Set up a flow: what goes where, from which day on, and which accounts receive payments and revenue.</li>
        <li>Tieout checks the settings of the ledger and names each one that has to change.</li>
        <li>One test invoice is walked through, field by field.</li>
        <li>You switch the flow on.</li>
      </ol>
      <p class="soft">You can close this page and go on where you started.</p>`,
  );
}

function showTrouble(
  parts: SignInRouteParts,
  cause: unknown,
  at: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): FastifyReply {
  const { reply } = at;
  const isFromApp = beganIn(at.request).isFromApp;
  if (cause instanceof SignInProblem && isFromApp) return backToApp(parts, reply, { problem: cause.message });
  if (cause instanceof SignInProblem) return showPage(reply, 'Not connected', html`<p>${cause.message}</p>`, { status: 400 });
  const [path] = at.request.url.split('?');
  const message = cause instanceof Error ? cause.message : String(cause);
  parts.log('error', 'a sign-in failed', { path, error: message });
  if (isFromApp) return backToApp(parts, reply, { problem: message });
  if (cause instanceof Refused || cause instanceof Unanswered) {
    const body = html`<p>${message}</p>
      <p>Nothing was changed. Go back and try once more; if it stays so, that sentence says where to look.</p>`;
    return showPage(reply, 'Not connected', body, { status: 502 });
  }
  return showPage(reply, 'Not connected', html`<p>Something went wrong here, not at the provider: ${message}</p>`, { status: 500 });
}
