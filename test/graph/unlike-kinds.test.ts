import { Field, Int, ObjectType } from 'type-graphql';
import { Registry } from '../../src/core/registry';
import { DateTimeScalar } from '../../src/graph/scalars';
import { buildApiSchema } from '../../src/graph/schema';
import { Node, Subject } from '../../src/graph/types/node';
import { Task } from '../../src/graph/types/task';
import { arrestTrip } from '../../src/kinds/arrest-trip';
import { records } from '../../src/records/registry';
import { secondKind } from '../support/second-kind';

@ObjectType({ implements: [Node, Subject, Task], simpleResolvers: true, description: 'A kind unlike the others.' })
class UnlikeTask extends Task {
  @Field(() => DateTimeScalar, { description: 'A moment, where arrest trips have a day.' })
  departOn!: string;
  @Field(() => Int, { description: 'A number that is always there, where arrest trips may hide it.' })
  batch!: number;
  @Field(() => String, { description: 'A field that nothing else has.' })
  motto!: string;
}

const fields = { departOn: 'OPEN', batch: 'OPEN', motto: 'OPEN' } as const;
const unlike = secondKind({
  ...{ kind: 'UNLIKE', type: 'UnlikeTask', prefix: 'UNL', idPrefix: 'unlike', types: [UnlikeTask], fields },
  actions: secondKind().actions.map((action) => ({ ...action, name: 'beginUnlike' })),
});

describe('a kind whose fields are not those of the others', () => {
  it('fails the start, since one document asks for all kinds', () => {
    const build = () => buildApiSchema(new Registry([...records, arrestTrip, secondKind(), unlike]));
    expect(build).toThrow('departOn is Date! in ArrestTrip, but DateTime! in UnlikeTask');
    expect(build).toThrow('batch is Int in ArrestTrip, but Int! in UnlikeTask');
    expect(build).not.toThrow(/motto|SecondTask/);
  });
});
