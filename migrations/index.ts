import { Foundation } from './1764000000000-foundation';
import { AssignmentsAndClocks } from './1764100000000-assignments-and-clocks';
import { TaskLists } from './1764100300000-task-lists';

/** The core's migrations, by stamp; kinds and records keep their own. */
export const coreMigrations = [Foundation, AssignmentsAndClocks, TaskLists];
