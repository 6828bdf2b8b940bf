import { createRootRouteWithContext, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import { OverviewPage } from './pages/overview/overview-page.tsx';
import { meQuery, startQuery } from './queries.ts';
import { searchOf } from './search.ts';
import { Shell } from './shell/shell.tsx';

// One line a page. Pages are loaded when they are opened (or about to be); the shell and the first page are there at once.
const root = createRootRouteWithContext<{ readonly queries: QueryClient }>()({ component: Outlet });

/** Everything behind the sign-in. */
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  component: Shell,
  beforeLoad: async ({ context: { queries }, location }) => {
    if ((await queries.ensureQueryData(meQuery)) !== null) return;
    const start = await queries.fetchQuery(startQuery);
    if (start.isFirst) throw redirect({ to: '/welcome' });
    throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } });
  },
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  component: lazyRouteComponent(() => import('./pages/entry/welcome-page.tsx'), 'WelcomePage'),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: searchOf('next'),
  component: lazyRouteComponent(() => import('./pages/entry/sign-in-page.tsx'), 'SignInPage'),
});
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  validateSearch: searchOf('token'),
  component: lazyRouteComponent(() => import('./pages/entry/invitation-page.tsx'), 'InvitationPage'),
});

const overview = createRoute({
  getParentRoute: () => app,
  path: '/',
  component: OverviewPage,
});

const documents = createRoute({
  getParentRoute: () => app,
  path: '/documents',
  validateSearch: searchOf('flow', 'state', 'kind', 'search'),
  component: lazyRouteComponent(() => import('./pages/documents/documents-page.tsx'), 'DocumentsPage'),
});
const document = createRoute({
  getParentRoute: () => app,
  path: '/documents/$flow/$kind/$id',
  component: lazyRouteComponent(() => import('./pages/document/document-page.tsx'), 'DocumentPage'),
});
const holds = createRoute({
  getParentRoute: () => app,
  path: '/holds',
  validateSearch: searchOf('flow', 'code', 'hold'),
  component: lazyRouteComponent(() => import('./pages/holds/holds-page.tsx'), 'HoldsPage'),
});
const batches = createRoute({
  getParentRoute: () => app,
  path: '/batches',
  validateSearch: searchOf('flow', 'state'),
  component: lazyRouteComponent(() => import('./pages/batches/batches-page.tsx'), 'BatchesPage'),
});
const batch = createRoute({
  getParentRoute: () => app,
  path: '/batches/$batch',
  component: lazyRouteComponent(() => import('./pages/batches/batch-page.tsx'), 'BatchPage'),
});
const log = createRoute({
  getParentRoute: () => app,
  path: '/log',
  validateSearch: searchOf('flow', 'what', 'search'),
  component: lazyRouteComponent(() => import('./pages/log/log-page.tsx'), 'LogPage'),
});
const proof = createRoute({
  getParentRoute: () => app,
  path: '/proof',
  validateSearch: searchOf('flow', 'view', 'cause', 'asOf'),
  component: lazyRouteComponent(() => import('./pages/proof/proof-page.tsx'), 'ProofPage'),
});
const parallel = createRoute({
  getParentRoute: () => app,
  path: '/parallel',
  validateSearch: searchOf('flow'),
  component: lazyRouteComponent(() => import('./pages/proof/parallel-run-page.tsx'), 'ParallelRunPage'),
});

const bank = createRoute({
  getParentRoute: () => app,
  path: '/bank',
  validateSearch: searchOf('view', 'account', 'found', 'search', 'from', 'through', 'line'),
  component: lazyRouteComponent(() => import('./pages/bank/bank-page.tsx'), 'BankPage'),
});
const close = createRoute({
  getParentRoute: () => app,
  path: '/close',
  validateSearch: searchOf('month', 'ledger'),
  component: lazyRouteComponent(() => import('./pages/close/close-page.tsx'), 'ClosePage'),
});

const integrations = createRoute({
  getParentRoute: () => app,
  path: '/integrations',
  validateSearch: searchOf('connected', 'problem', 'search'),
  component: lazyRouteComponent(() => import('./pages/integrations/integrations-page.tsx'), 'IntegrationsPage'),
});
const integration = createRoute({
  getParentRoute: () => app,
  path: '/integrations/$connection',
  component: lazyRouteComponent(() => import('./pages/integrations/integration-page.tsx'), 'IntegrationPage'),
});
const setup = createRoute({
  getParentRoute: () => app,
  path: '/setup/$flow',
  validateSearch: searchOf('step'),
  component: lazyRouteComponent(() => import('./pages/integrations/setup-page.tsx'), 'SetupPage'),
});
const mapping = createRoute({
  getParentRoute: () => app,
  path: '/mapping',
  validateSearch: searchOf('flow', 'view'),
  component: lazyRouteComponent(() => import('./pages/mapping/mapping-page.tsx'), 'MappingPage'),
});

const invoices = createRoute({
  getParentRoute: () => app,
  path: '/invoices',
  validateSearch: searchOf('status', 'contact', 'search'),
  component: lazyRouteComponent(() => import('./pages/billing/invoices-page.tsx'), 'InvoicesPage'),
});
const invoice = createRoute({
  getParentRoute: () => app,
  path: '/invoices/$invoice',
  validateSearch: searchOf('view', 'contact'),
  component: lazyRouteComponent(() => import('./pages/billing/invoice-page.tsx'), 'InvoicePage'),
});
const contacts = createRoute({
  getParentRoute: () => app,
  path: '/contacts',
  validateSearch: searchOf('search', 'contact'),
  component: lazyRouteComponent(() => import('./pages/billing/contacts-page.tsx'), 'ContactsPage'),
});
const recurring = createRoute({
  getParentRoute: () => app,
  path: '/recurring',
  component: lazyRouteComponent(() => import('./pages/billing/recurring-page.tsx'), 'RecurringPage'),
});
const recurringDetail = createRoute({
  getParentRoute: () => app,
  path: '/recurring/$recurring',
  component: lazyRouteComponent(() => import('./pages/billing/recurring-detail-page.tsx'), 'RecurringDetailPage'),
});
const creditNotes = createRoute({
  getParentRoute: () => app,
  path: '/credit-notes',
  validateSearch: searchOf('search'),
  component: lazyRouteComponent(() => import('./pages/billing/credit-notes-page.tsx'), 'CreditNotesPage'),
});
const creditNote = createRoute({
  getParentRoute: () => app,
  path: '/credit-notes/$creditNote',
  validateSearch: searchOf('invoice'),
  component: lazyRouteComponent(() => import('./pages/billing/credit-note-page.tsx'), 'CreditNotePage'),
});
const payments = createRoute({
  getParentRoute: () => app,
  path: '/payments',
  validateSearch: searchOf('search'),
  component: lazyRouteComponent(() => import('./pages/billing/payments-page.tsx'), 'PaymentsPage'),
});

const people = createRoute({
  getParentRoute: () => app,
  path: '/people',
  validateSearch: searchOf('tab'),
  component: lazyRouteComponent(() => import('./pages/people/people-page.tsx'), 'PeoplePage'),
});
const audit = createRoute({
  getParentRoute: () => app,
  path: '/audit',
  validateSearch: searchOf('actor', 'action'),
  component: lazyRouteComponent(() => import('./pages/audit/audit-page.tsx'), 'AuditPage'),
});
const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
});
const profile = createRoute({
  getParentRoute: () => app,
  path: '/profile',
  component: lazyRouteComponent(() => import('./pages/settings/profile-page.tsx'), 'ProfilePage'),
});

export const routeTree = root.addChildren([
  welcome,
  signIn,
  invitation,
  app.addChildren([
    overview,
    documents,
    document,
    holds,
    batches,
    batch,
    log,
    proof,
    parallel,
    bank,
    close,
    integrations,
    integration,
    setup,
    mapping,
    invoices,
    invoice,
    contacts,
    recurring,
    recurringDetail,
    creditNotes,
    creditNote,
    payments,
    people,
    audit,
    settings,
    profile,
  ]),
]);
