import type { EveryTask } from '../../core/every-task';
import { editTask } from './actions/edit-task';
import en from './en.json';
import zh from './zh-CN.json';

/** What every kind of task has without a line of its own. */
export const everyTask: EveryTask = {
  actionsOf: (kind) => [editTask].map((action) => action(kind)),
  text: { zh, en },
};
