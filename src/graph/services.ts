import type { AccessBook } from '../access/access-book';
import type { Authenticator } from '../access/authenticate';
import type { KeyUses } from '../access/key-uses';
import type { NeedToKnow } from '../access/need-to-know';
import type { Door } from '../commands/execute';
import type { OperationIndex } from '../commands/operation-index';
import type { KeyRing } from '../core/key-ring';
import type { PageCursorCodec } from '../core/page-cursor';
import type { PositionCodec } from '../core/positions';
import type { Registry } from '../core/registry';
import type { RulePack } from '../core/rule-pack';
import type { Clock } from '../core/time';
import type { BoardReader } from '../live/board';
import type { BoardFeed } from '../live/board-feed';
import type { TallyReader } from '../live/tally-reader';
import type { OperationFeed } from '../live/operation-feed';
import type { TaskFeed } from '../live/task-feed';
import type { TaskLists } from '../live/task-lists';
import type { VisibleLog } from '../live/visible-log';
import type { Store } from '../store/store';
import type { Catalogue } from '../text/catalogue';

/** What the API is made of; wired by the composition root. */
export interface Services {
  readonly store: Store;
  readonly registry: Registry;
  readonly needToKnow: NeedToKnow;
  readonly door: Door;
  readonly operations: OperationIndex;
  readonly authenticator: Authenticator;
  readonly accessBook: AccessBook;
  readonly keyUses: KeyUses;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly keyRing: KeyRing;
  readonly rules: RulePack;
  readonly positions: PositionCodec;
  readonly pageCursors: PageCursorCodec;
  readonly visibleLog: VisibleLog;
  readonly taskLists: TaskLists;
  readonly boards: BoardReader;
  readonly boardFeed: BoardFeed;
  readonly tallies: TallyReader;
  readonly taskFeed: TaskFeed;
  readonly operationFeed: OperationFeed;
}
