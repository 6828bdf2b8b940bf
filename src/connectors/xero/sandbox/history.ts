import { collection, elementsOf } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { textIn } from './fields.ts';
import { messages } from './messages.ts';
import type { Note } from './model.ts';
import { Invalid, WrongMethod } from './refusals.ts';
import type { State } from './state.ts';
import { wireInstant } from './wire.ts';

const longestNote = 450;

/** History and notes of one document. */
export function answerHistory(ask: Ask, resource: string, documentId: string): Payload {
  if (ask.method === 'GET') return collection('HistoryRecords', notesOf(ask.state, documentId).map(noteShape));
  if (ask.method !== 'PUT') throw new WrongMethod();
  const notes = elementsOf(ask, 'HistoryRecords').map((fields) => {
    const details = textIn(fields, 'Details');
    if (!details) throw new Invalid(messages.noteNeeded);
    if (details.length > longestNote) throw new Invalid(messages.noteLong);
    const user = ask.by === 'person' ? 'Sam Bookkeeper' : ask.app;
    return ask.state.tables.notes.put({ id: ask.state.newId(), updatedAt: 0, resource, documentId, changes: 'Note', details, user });
  });
  return collection('HistoryRecords', notes.map(noteShape));
}

const notesOf = (state: State, documentId: string): readonly Note[] => state.tables.notes.by('document', documentId).toReversed();

const noteShape = (note: Note): object => ({
  Changes: note.changes,
  DateUTCString: new Date(note.updatedAt).toISOString().slice(0, 19),
  DateUTC: wireInstant(note.updatedAt),
  User: note.user,
  Details: note.details,
});
