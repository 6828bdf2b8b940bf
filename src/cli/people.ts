import type { Command } from 'commander';
import { roles } from '../api/people.ts';
import { timeText } from './figures.ts';
import type { Means } from './office.ts';
import type { AddCommand } from './program.ts';
import { Complaint, runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';
import { table } from './table.ts';

interface Options {
  readonly role: string;
  readonly url?: string;
}

type Doing = 'list' | 'invite' | 'reset';
const doings: readonly Doing[] = ['list', 'invite', 'reset'];

export const addPeople: AddCommand = (program, means, done) => {
  program
    .command('people [doing] [email]')
    .description('who may sign in: list them, invite somebody, or make a link to a new password (list, invite, reset)')
    .option('--role <role>', `what somebody who is invited may do: ${roles.join(', ')}`, 'owner')
    .option('--url <address>', 'the address under which their browser reaches Tieout; that of the running server if left out')
    .action(async (named: string | undefined, email: string | undefined, options: Options, command: Command) =>
      done(
        await runInOffice(means, command, async (desk) => {
          const doing = doings.find((known) => known === (named ?? 'list'));
          if (doing === undefined) throw new Complaint(`'${named}' is not something to do with people: say list, invite or reset.`);
          return doing === 'list' ? list(desk) : link(means, desk, { ...options, doing, email: email ?? '' });
        }),
      ),
    );
};

async function list({ office, page }: Desk): Promise<Answer> {
  const members = await office.people.members();
  return {
    json: { members },
    text: () =>
      members.length === 0
        ? ['Nobody has signed up yet. The first who opens the page becomes the owner, or invite one: tieout people invite <e-mail address>']
        : table(
            [
              { title: 'name', gives: true },
              { title: 'e-mail address', gives: true },
              { title: 'role' },
              { title: 'last here', isExtra: true },
            ],
            members.map(({ name, email, role, lastSeenAt }) => [
              name,
              email,
              role,
              lastSeenAt === null ? 'never' : timeText(lastSeenAt, page),
            ]),
            page.columns,
          ),
  };
}

interface Wish extends Options {
  readonly doing: 'invite' | 'reset';
  readonly email: string;
}

/** A link, for the person who runs this to hand on: whoever can read the data folder may let people in. */
async function link(means: Means, { office, dataFolder, page }: Desk, { doing, email, role: named, url }: Wish): Promise<Answer> {
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw new Complaint(`An e-mail address is needed: tieout people ${doing} <e-mail address>`);
  const role = roles.find((known) => known === named);
  if (role === undefined) throw new Complaint(`'${named}' is no role: choose one of ${roles.join(', ')}.`);
  const made = doing === 'invite' ? await office.people.invite(email, role) : await office.people.reset(email);
  if (made === null) throw new Complaint(`Nobody here has the address ${email}; "tieout people" lists who does.`);
  const running = await means.serverOf(dataFolder);
  const address = (url ?? running?.address ?? 'http://127.0.0.1:8484').replace(/\/$/, '');
  const opened = `${address}${doing === 'invite' ? '/invitation' : '/auth/reset'}?token=${made.token}`;
  const purpose = doing === 'invite' ? `It lets ${email} in as ${role}` : `It lets ${email} set a new password`;
  return {
    json: { link: opened, expiresAt: made.expiresAt },
    isRaw: true,
    text: () => [opened, `${purpose}, once, until ${timeText(made.expiresAt, page)}. Whoever has the link can use it.`],
  };
}
