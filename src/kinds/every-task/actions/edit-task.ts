import { isDeepStrictEqual } from 'node:util';
import { Field, InputType } from 'type-graphql';
import { z } from 'zod';
import type { Json } from '../../../core/canonical-json';
import { defineAction, type ActionDefinition } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import type { KindDefinition } from '../../../core/definition';
import { badInput } from '../../../core/errors';
import { openStates } from '../../../core/every-task';
import type { Geometry } from '../../../core/geometry';
import type { TaskThing } from '../../../core/thing';
import { PRIORITIES, type Priority } from '../../../core/vocabulary';
import { DivisionCodeScalar, GeometryScalar } from '../../../graph/scalars';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { PriorityEnum } from '../../../graph/types/enums';
import { limit, taskLimits } from '../../../graph/types/limits';
import { TaskPayload } from '../types';

@InputType({
  description: 'Changes what a task is called and how urgent it is, and where it is; what is left out stays.',
})
export class EditTaskInput extends TaskCommandInput {
  @Field(() => String, {
    nullable: true,
    description: 'Read by whoever may see the task: no names, numbers or telephones.',
  })
  title?: string | null;
  @Field(() => PriorityEnum, { nullable: true, description: 'How urgent it is.' })
  priority?: Priority | null;
  @Field(() => DivisionCodeScalar, { nullable: true, description: 'Where it is, by division.' })
  division?: string | null;
  @Field(() => GeometryScalar, { nullable: true, description: 'Where it is on the map.' })
  location?: Geometry | null;
}

const EDITED = ['title', 'priority', 'division', 'location'] as const;

/** The lead agency's commander or liaison edits a task that is not over; whoever created it may too, while it leads. */
export function editTask(kind: KindDefinition): ActionDefinition<TaskThing, EditTaskInput, undefined> {
  return defineAction<TaskThing, EditTaskInput>({
    name: 'editTask',
    from: openStates(kind),
    to: [],
    subject: 'taskId',
    by: [
      { agency: 'LEAD', roles: ['COMMANDER', 'LIAISON'] },
      { agency: 'LEAD', member: 'createdBy', roles: ['OFFICER', 'COMMANDER', 'LIAISON'] },
    ],
    input: EditTaskInput,
    payload: TaskPayload,
    limits: taskLimits<EditTaskInput>({
      title: limit.title.nullish(),
      priority: z.enum(PRIORITIES).nullish(),
      division: limit.division.nullish(),
      location: limit.geometry.nullish(),
    }),
    decide(task, input) {
      if (input.division && kind.followsDivision) throw badInput([{ path: 'division', code: 'FOLLOWS_FROM_THE_TASK' }]);
      const given = EDITED.filter((name) => input[name] !== undefined && input[name] !== null);
      const changed = given.filter((name) => !isDeepStrictEqual(input[name], task[name]));
      if (changed.length === 0) throw badInput([{ path: given[0] ?? 'title', code: 'NOTHING_TO_CHANGE' }]);
      return outcome().set(Object.fromEntries(changed.map((name) => [name, input[name] as Json])));
    },
  });
}
