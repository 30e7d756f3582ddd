import { Foundation } from './1764000000000-foundation';
import { AssignmentsAndClocks } from './1764100000000-assignments-and-clocks';
import { SearchTokens } from './1764100200000-search-tokens';
import { TaskLists } from './1764100300000-task-lists';
import { History } from './1764100400000-history';
import { OpenVersions } from './1764100450000-open-versions';
import { OutsiderTallies } from './1764100500000-outsider-tallies';
import { DirectoryPages } from './1764210000000-directory-pages';
import { OpenOrder } from './1764230000000-open-order';
import { SignIn } from './1764310000000-sign-in';
import { AccessEntries } from './1764320000000-access-entries';
import { Duty } from './1764330000000-duty';
import { ApiKeys } from './1764330100000-api-keys';

/** The core's migrations, by stamp; kinds and records keep their own. */
export const coreMigrations = [
  Foundation,
  AssignmentsAndClocks,
  SearchTokens,
  TaskLists,
  History,
  OpenVersions,
  OutsiderTallies,
  DirectoryPages,
  OpenOrder,
  SignIn,
  AccessEntries,
  Duty,
  ApiKeys,
];
