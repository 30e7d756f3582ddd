import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { ApiContext } from '../../graph/context';
import { argumentsBelow } from '../../graph/look-ahead';
import { among, emptyPage, equals, readRecords, type RecordCondition, type RecordList } from '../../graph/record-page';
import { Division } from '../../graph/types/common';
import { Operation } from '../../graph/types/operation';
import { PageArgs } from '../../graph/types/page.args';
import { CatalogueEntry } from '../catalogue/types';
import { normalResidentId } from '../../core/resident-id';
import {
  Custody,
  Gang,
  GangConnection,
  Suspect,
  SuspectConnection,
  SuspectStateEnum,
  type SuspectState,
} from './types';

/** A gang or a suspect as need-to-know shows it: ids and codes where the API has objects. */
interface ShownRecord {
  readonly __typename: string;
  readonly id: string;
  readonly operation: string;
  readonly withheld: readonly string[];
  readonly [field: string]: unknown;
}

@Resolver(() => Operation)
export class OperationGangs {
  @FieldResolver(() => GangConnection, { description: 'Gangs 团伙 that are hunted, the newest first; for police.' })
  async gangs(
    @Root() operation: ShownRecord,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('broken', () => Boolean, { nullable: true, description: 'Those that were broken, or those that were not.' })
    broken?: boolean | null,
  ): Promise<GangConnection> {
    const conditions = typeof broken === 'boolean' ? [equals('state', broken ? 'BROKEN' : 'ACTIVE')] : [];
    const place = { field: 'Operation.gangs', of: operation.id, arguments: { broken } };
    return listOf<Gang>('Gang', { context, info, page, place, operation: operation.id, conditions });
  }

  @FieldResolver(() => SuspectConnection, { description: 'Suspects 犯罪嫌疑人, the newest first; for police.' })
  async suspects(
    @Root() operation: ShownRecord,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('states', () => [SuspectStateEnum], { nullable: true, description: 'In these states.' })
    states?: SuspectState[] | null,
    @Arg('idNumber', () => String, {
      nullable: true,
      description: 'With exactly this identity number; only suspects whose number the viewer sees.',
    })
    idNumber?: string | null,
  ): Promise<SuspectConnection> {
    const place = { field: 'Operation.suspects', of: operation.id, arguments: { states, idNumber } };
    const inStates = states ? [among('state', states)] : [];
    const named =
      typeof idNumber === 'string' ? [await withIdNumber(context, operation.id, normalResidentId(idNumber))] : [];
    const conditions = [...inStates, ...named];
    return listOf<Suspect>('Suspect', { context, info, page, place, operation: operation.id, conditions });
  }
}

@Resolver(() => Gang)
export class GangFields {
  @FieldResolver(() => Division, { nullable: true, description: 'Where its members come from.' })
  origin(@Root() gang: ShownRecord, @Ctx() { divisions }: ApiContext): Division | null {
    return typeof gang['origin'] === 'string' ? divisions.get(gang['origin']) : null;
  }

  @FieldResolver(() => CatalogueEntry, {
    nullable: true,
    description: 'How it defrauds, of the catalogue FRAUD_MODUS.',
  })
  async modus(@Root() gang: ShownRecord, @Ctx() context: ApiContext): Promise<CatalogueEntry | null> {
    return linked<CatalogueEntry>(gang['modus'], context);
  }

  @FieldResolver(() => SuspectConnection, { description: 'Suspects who belong to it, the newest first.' })
  async suspects(
    @Root() gang: ShownRecord,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<SuspectConnection> {
    if (gang.withheld.includes('suspects')) return emptyPage();
    const place = { field: 'Gang.suspects', of: gang.id };
    const conditions = [equals('gang_id', gang.id)];
    return listOf<Suspect>('Suspect', { context, info, page, place, operation: gang.operation, conditions });
  }
}

@Resolver(() => Suspect)
export class SuspectFields {
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Sealed; for those whose work it is, masked for auditors.',
  })
  async name(@Root() suspect: ShownRecord, @Ctx() { loaders }: ApiContext): Promise<string | null> {
    return loaders.text(suspect['name']);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Resident identity number 公民身份号码; sealed, shown as the name is.',
  })
  async idNumber(@Root() suspect: ShownRecord, @Ctx() { loaders }: ApiContext): Promise<string | null> {
    return loaders.text(suspect['idNumber']);
  }

  @FieldResolver(() => CatalogueEntry, {
    nullable: true,
    description: 'What the suspect is held for, of TARGET_PERSON.',
  })
  async category(@Root() suspect: ShownRecord, @Ctx() context: ApiContext): Promise<CatalogueEntry | null> {
    return linked<CatalogueEntry>(suspect['category'], context);
  }

  @FieldResolver(() => Gang, { nullable: true, description: 'The gang that the suspect belongs to.' })
  async gang(@Root() suspect: ShownRecord, @Ctx() context: ApiContext): Promise<Gang | null> {
    return linked<Gang>(suspect['gang'], context);
  }

  @FieldResolver(() => [Custody], { description: 'Stays in detention houses 羁押, in order.' })
  async custody(@Root() suspect: ShownRecord, @Ctx() { loaders }: ApiContext): Promise<Custody[]> {
    const shown = await loaders.parts(suspect, 'custody');
    return shown.sort((a, b) => (String(a['enteredAt']) < String(b['enteredAt']) ? -1 : 1)) as unknown as Custody[];
  }
}

async function linked<T>(id: unknown, { loaders }: ApiContext): Promise<T | null> {
  return typeof id === 'string' ? ((await loaders.subject.load(id)) as T | null) : null;
}

interface Asked extends Pick<RecordList, 'place'> {
  readonly context: ApiContext;
  readonly info: GraphQLResolveInfo;
  readonly page: PageArgs;
  readonly operation: string;
  readonly conditions: readonly RecordCondition[];
}

async function listOf<T>(type: string, asked: Asked): ReturnType<typeof readRecords<T>> {
  const { context, info, page, place, operation, conditions } = asked;
  return readRecords<T>(context, {
    ...{ definition: context.services.registry.getType(type), page, place },
    counted: argumentsBelow(info, ['totalCount']).length > 0,
    scope: async (session) => {
      const { row, reader } = await context.reading.operation(session, { id: operation });
      return { operation, reader, phase: row.state, conditions };
    },
  });
}

/** Suspects with a number, by its keyed index; of those whose number is not the viewer's to see none is found. */
async function withIdNumber(
  { services, reading }: ApiContext,
  operation: string,
  idNumber: string,
): Promise<RecordCondition> {
  const ids = await services.store.read((session) =>
    reading.holders(session, { operation, type: 'Suspect', field: 'idNumber', value: idNumber }),
  );
  return among('id', ids);
}
