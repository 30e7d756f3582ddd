import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { Shown } from '../../access/need-to-know';
import type { CalendarDate } from '../../core/time';
import type { TallyGrouping } from '../../core/vocabulary';
import type { TallyRequest } from '../../live/tally-reader';
import { metricsKey } from '../board-view';
import type { ApiContext } from '../context';
import { DateScalar } from '../scalars';
import { showDuration, showTally } from '../tally-view';
import { Board } from '../types/board';
import { Division } from '../types/common';
import { CorrectTallyInput } from '../types/correct-tally.input';
import { Agency } from '../types/directory';
import { MetricEnum, TallyGroupingEnum } from '../types/enums';
import { Operation } from '../types/operation';
import { DurationTally, Tally, TallyPayload } from '../types/tally';

const METRICS = { nullable: true, description: 'Only these, in the fixed order; left out: all.' } as const;
const FROM = { nullable: true, description: 'First day, itself included.' } as const;
const TO = { nullable: true, description: 'Last day, itself included.' } as const;
const BY = {
  nullable: true,
  defaultValue: [],
  description:
    'What the groups are told apart by. Who sees only totals gets days, and of some metrics groups by one dimension over all days, without the small ones.',
} as const;

@Resolver(() => Operation)
export class OperationTallies {
  @FieldResolver(() => [Tally], {
    description: 'What was counted 战果统计, read from maintained counters; both days included.',
  })
  async tallies(
    @Root() operation: Shown,
    @Ctx() context: ApiContext,
    @Arg('metrics', () => [MetricEnum], METRICS) metrics: string[] | undefined,
    @Arg('from', () => DateScalar, FROM) from: CalendarDate | undefined,
    @Arg('to', () => DateScalar, TO) to: CalendarDate | undefined,
    @Arg('by', () => [TallyGroupingEnum], BY) by: TallyGrouping[] | null,
    @Arg('descendants', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: 'With what was counted in the operations below, as of the last midnight; for the lead.',
    })
    descendants: boolean | null,
  ): Promise<Tally[]> {
    const asked = { ...days(from, to), metrics: metrics ?? null, by: by ?? [], descendants: descendants ?? false };
    return readTallies(context, operation.id, asked);
  }

  @FieldResolver(() => [DurationTally], {
    description: 'How long it took: percentiles of the metrics that are durations.',
  })
  async durations(
    @Root() operation: Shown,
    @Ctx() { services, reading }: ApiContext,
    @Arg('metrics', () => [MetricEnum], METRICS) metrics: string[] | undefined,
    @Arg('from', () => DateScalar, FROM) from: CalendarDate | undefined,
    @Arg('to', () => DateScalar, TO) to: CalendarDate | undefined,
    @Arg('by', () => [TallyGroupingEnum], BY) by: TallyGrouping[] | null,
  ): Promise<DurationTally[]> {
    const asked = { ...days(from, to), metrics: metrics ?? null, by: by ?? [] };
    const shown = await services.store.read(async (session) => {
      const { row, reader } = await reading.operation(session, { id: operation.id });
      return services.tallies.readDurations(session, { ...asked, operation: row, reader });
    });
    return shown.map((each) => showDuration(operation.id, each));
  }
}

@Resolver(() => Board)
export class BoardTallies {
  @FieldResolver(() => [Tally], {
    description: 'What was counted in its operation, ungrouped; of a board of the past, as it was then.',
  })
  async tallies(
    @Root() board: Board,
    @Ctx() context: ApiContext,
    @Arg('metrics', () => [MetricEnum], METRICS) metrics?: string[],
  ): Promise<Tally[]> {
    const read = board.sums.get(metricsKey(metrics));
    if (read) return read.map((each) => showTally(board.operationId, each));
    return readTallies(context, board.operationId, { metrics: metrics ?? null });
  }
}

@Resolver()
export class TallyMutations {
  @Mutation(() => TallyPayload, {
    nullable: true,
    description: 'A commander of the lead corrects a tally by a compensating entry; the state stays.',
  })
  async correctTally(
    @Arg('input', () => CorrectTallyInput, { description: 'What is to be done.' }) input: CorrectTallyInput,
    @Ctx() context: ApiContext,
  ): Promise<TallyPayload> {
    const { services, viewer, reading } = context;
    const given = { ...(input as Readonly<Record<keyof CorrectTallyInput, unknown>>) };
    const result = await services.door.execute({ action: 'correctTally', actor: viewer, input: given });
    const [tally] = await readTallies(context, result.operation, { metrics: [input.metric] });
    if (!tally) throw new Error(`${input.metric} was corrected by who may not see it`);
    return { tally, cursor: reading.cursorOf(result.operation, result.seq) };
  }
}

@Resolver(() => Tally)
export class TallyFields {
  @FieldResolver(() => Agency, { nullable: true, description: 'The agency, where tallies are grouped by it.' })
  async agency(@Root() tally: Tally, @Ctx() context: ApiContext): Promise<Agency | null> {
    return agencyOf(tally.agencyId, context);
  }

  @FieldResolver(() => Agency, { nullable: true, description: 'The bank or carrier, where tallies are grouped by it.' })
  async holder(@Root() tally: Tally, @Ctx() context: ApiContext): Promise<Agency | null> {
    return agencyOf(tally.holderId, context);
  }

  @FieldResolver(() => Division, { nullable: true, description: 'The division, where tallies are grouped by it.' })
  division(@Root() tally: Tally, @Ctx() { divisions }: ApiContext): Division | null {
    return divisions.find(tally.divisionCode);
  }
}

@Resolver(() => DurationTally)
export class DurationTallyFields {
  @FieldResolver(() => Agency, { nullable: true, description: 'The agency, where durations are grouped by it.' })
  async agency(@Root() tally: DurationTally, @Ctx() context: ApiContext): Promise<Agency | null> {
    return agencyOf(tally.agencyId, context);
  }

  @FieldResolver(() => Agency, {
    nullable: true,
    description: 'The bank or carrier, where durations are grouped by it.',
  })
  async holder(@Root() tally: DurationTally, @Ctx() context: ApiContext): Promise<Agency | null> {
    return agencyOf(tally.holderId, context);
  }

  @FieldResolver(() => Division, { nullable: true, description: 'The division, where durations are grouped by it.' })
  division(@Root() tally: DurationTally, @Ctx() { divisions }: ApiContext): Division | null {
    return divisions.find(tally.divisionCode);
  }
}

async function readTallies(
  { services, reading }: ApiContext,
  id: string,
  asked: Omit<TallyRequest, 'operation' | 'reader'>,
): Promise<Tally[]> {
  return services.store.read(async (session) => {
    const { row, reader } = await reading.operation(session, { id });
    const shown = await services.tallies.read(session, { ...asked, operation: row, reader });
    return shown.map((each) => showTally(id, each));
  });
}

function days(
  from: CalendarDate | undefined,
  to: CalendarDate | undefined,
): { from: CalendarDate | null; to: CalendarDate | null } {
  return { from: from ?? null, to: to ?? null };
}

async function agencyOf(id: string | null, { loaders }: ApiContext): Promise<Agency | null> {
  return id === null ? null : loaders.agency.load(id);
}
