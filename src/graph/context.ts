import type { Viewer } from '../access/viewer';
import type { Locale } from '../core/vocabulary';
import { DivisionTexts } from './division-texts';
import { Loaders } from './loaders';
import { Reading } from './reading';
import type { Services } from './services';

/** What every resolver gets: who asks, and the ways to read. One for each request; a stream keeps its own. */
export interface ApiContext {
  readonly viewer: Viewer;
  /** Name of the document that is executed, where it has one. */
  readonly document: string | null;
  readonly services: Services;
  readonly reading: Reading;
  readonly loaders: Loaders;
  readonly divisions: DivisionTexts;
  /** The language of a field: the one it was asked in, else the session's. */
  readonly localeOf: (asked: Locale | null | undefined) => Locale;
  /** Of a stream, by what its latest message was chosen. */
  readonly live: LiveMessage;
}

/**
 * Whether the latest message of a stream may still be sent: what its fields load is newer than the message, and rights may
 * have ended between.
 */
interface LiveMessage {
  holds: () => Promise<boolean>;
}

/** A fresh context: nothing that was read for one viewer is kept for the next. */
export function apiContext(services: Services, viewer: Viewer, document: string | null): ApiContext {
  const reading = new Reading(services, viewer);
  return {
    ...{ viewer, document, services, reading },
    loaders: new Loaders(services, reading, (read) => {
      services.accessBook.note({ memberId: viewer.memberId, document }, read);
    }),
    divisions: new DivisionTexts(),
    live: { holds: async () => true },
    localeOf: (asked) => asked ?? viewer.locale,
  };
}
