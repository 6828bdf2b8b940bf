import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { CloseAnswer } from '../../../../src/api/close.ts';

type CloseRecord = CloseAnswer['checks'][number]['records'][number];

const linkClass = 'font-medium text-accent-ink underline-offset-2 hover:underline';

/** What a record of a check is, leading to the place where it is looked at. */
export function AboutLink({ record: { what, about }, answer }: { readonly record: CloseRecord; readonly answer: CloseAnswer }): ReactNode {
  if (about === null) return what;
  switch (about.is) {
    case 'line':
      return (
        <Link to="/bank" search={{ line: about.line }} className={linkClass}>
          {what}
        </Link>
      );
    case 'bankAccount':
      return (
        <Link to="/bank" search={{ account: about.account, from: answer.from, through: answer.through }} className={linkClass}>
          {what}
        </Link>
      );
    case 'hold':
      return (
        <Link to="/holds" search={{ hold: about.hold }} className={linkClass}>
          {what}
        </Link>
      );
    case 'flow':
      return (
        <Link to="/documents" search={{ flow: about.flow, state: 'pending' }} className={linkClass}>
          {what}
        </Link>
      );
    case 'proof':
      return (
        <Link to="/proof" search={{ flow: about.flow }} className={linkClass}>
          {what}
        </Link>
      );
    case 'record':
      return (
        <Link to="/documents" search={{ search: about.id }} className={linkClass}>
          {what}
        </Link>
      );
  }
}

/** All records of a check, in the page where they are worked on. */
export function CheckLink({ check, answer: { from, through } }: { readonly check: string; readonly answer: CloseAnswer }): ReactNode {
  switch (check) {
    case 'bank lines':
      return (
        <Link to="/bank" search={{ found: 'open', from, through }} className={linkClass}>
          All of them at the bank
        </Link>
      );
    case 'bank balances':
      return (
        <Link to="/bank" search={{ from, through }} className={linkClass}>
          The lines of this month
        </Link>
      );
    case 'questions':
      return (
        <Link to="/holds" className={linkClass}>
          All questions
        </Link>
      );
    case 'work under way':
      return (
        <Link to="/batches" className={linkClass}>
          What is to be written
        </Link>
      );
    case 'clearing accounts':
    case 'differences':
      return (
        <Link to="/proof" className={linkClass}>
          The proof
        </Link>
      );
    default:
      return null;
  }
}
