import { AccessBook } from '../access/access-book';
import { Authenticator } from '../access/authenticate';
import { NeedToKnow } from '../access/need-to-know';
import { type TokenVerifier } from '../access/tokens';
import { Door, type DoorParts } from '../commands/execute';
import { OperationIndex } from '../commands/operation-index';
import { idSource } from '../core/ids';
import type { KeyRing } from '../core/key-ring';
import { PageCursorCodec } from '../core/page-cursor';
import { PositionCodec } from '../core/positions';
import { Registry } from '../core/registry';
import { SHIPPED_RULES } from '../core/rule-pack';
import { requiredTexts } from '../core/required-texts';
import { type Clock } from '../core/time';
import type { Services } from './services';
import { Beat } from '../live/beat';
import { BoardReader } from '../live/board';
import { BoardFeed, type FeedParts } from '../live/board-feed';
import { Heads } from '../live/heads';
import { TallyReader } from '../live/tally-reader';
import { OperationFeed } from '../live/operation-feed';
import { OperationWatch } from '../live/operation-watch';
import { TaskFeed } from '../live/task-feed';
import { TaskLists } from '../live/task-lists';
import { VisibleLog } from '../live/visible-log';
import { Store } from '../store/store';
import { Catalogue } from '../text/catalogue';

/** What services are wired on. */
export interface Foundation {
  readonly store: Store;
  readonly registry: Registry;
  readonly keyRing: KeyRing;
  readonly clock: Clock;
  readonly heads: Heads;
  readonly verifier: TokenVerifier;
  /** Told what went wrong beside the requests. */
  readonly onFault?: (fault: unknown) => void;
  readonly onDone?: DoorParts['onDone'];
}

/** Wires the services of the API. */
export function wire({ store, registry, keyRing, clock, heads, verifier, onFault, onDone }: Foundation): Services {
  const needToKnow = new NeedToKnow(registry);
  const operations = new OperationIndex(store, registry);
  const onCommitted = (operation: string, seq: number): void => {
    heads.hint(operation, seq);
  };
  const newId = idSource(clock);
  const rules = SHIPPED_RULES;
  const to = { store, registry, needToKnow, keyRing, operations };
  const door = new Door({ ...to, clock, newId, rules, onCommitted, onDone });
  const visibleLog = new VisibleLog(needToKnow, registry);
  const boards = new BoardReader(needToKnow, registry);
  const taskLists = new TaskLists(needToKnow, registry);
  const smallCell = rules.number('tally.small_cell');
  const tallies = new TallyReader({ registry, needToKnow, clock, smallCell });
  return {
    ...{ store, registry, needToKnow, door, operations, keyRing, rules, clock, visibleLog, boards, taskLists },
    authenticator: new Authenticator(store, verifier, clock),
    accessBook: new AccessBook({ store, clock, newId }, (fault) => onFault?.(fault)),
    catalogue: new Catalogue(registry.texts(), requiredTexts(registry)),
    positions: new PositionCodec(keyRing.derive('cursor')),
    pageCursors: new PageCursorCodec(keyRing.derive('page-cursor')),
    tallies,
    ...feeds({ store, registry, tallies, clock, heads, needToKnow, log: visibleLog, boards }),
  };
}

/** What streams are made by; each begins to listen with its first follower. */
function feeds({
  registry,
  clock,
  boards,
  tallies,
  ...parts
}: FeedParts & Pick<Services, 'registry' | 'clock' | 'boards' | 'tallies'>): Pick<
  Services,
  'boardFeed' | 'taskFeed' | 'operationFeed'
> {
  const { store, heads } = parts;
  return {
    boardFeed: new BoardFeed({ ...parts, boards, tallies, beat: new Beat(clock) }),
    taskFeed: new TaskFeed(parts, registry),
    operationFeed: new OperationFeed({ store, heads, watch: new OperationWatch({ store, heads, clock }) }),
  };
}
