import { Arg, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { CatalogueKind, Locale } from '../../core/vocabulary';
import type { ApiContext } from '../../graph/context';
import { Division } from '../../graph/types/common';
import { CatalogueKindEnum } from '../../graph/types/enums';
import { LocaleArg } from '../../graph/types/locale-arg';
import { Subject } from '../../graph/types/node';
import { Operation } from '../../graph/types/operation';
import { Payload } from '../../graph/types/payload';
import { DurationTally, Tally } from '../../graph/types/tally';

@ObjectType({
  implements: Subject,
  simpleResolvers: true,
  description: "A word of one of an operation's catalogues 目录.",
})
export class CatalogueEntry extends Subject {
  @Field(() => CatalogueKindEnum, { description: 'Which catalogue.' })
  kind!: CatalogueKind;
  @Field(() => String, { description: 'Unique in its catalogue, for good.' })
  code!: string;
  @Field(() => Boolean, { description: 'False: the source says that there is one but not which.' })
  named!: boolean;
  @Field(() => Boolean, { description: 'False: no longer for new records; old ones keep it.' })
  active!: boolean;
}

/** An entry as need-to-know shows it. */
interface ShownEntry {
  readonly kind: CatalogueKind;
  readonly labelZh: string;
  readonly labelEn: string | null;
  readonly division: string | null;
}

@Resolver(() => CatalogueEntry)
export class CatalogueEntryFields {
  @FieldResolver(() => String, { description: 'What people read; where no English one is kept, the Chinese one.' })
  label(@Root() entry: ShownEntry, @Ctx() { localeOf }: ApiContext, @LocaleArg() locale?: Locale): string {
    return (localeOf(locale) === 'EN' ? entry.labelEn : null) ?? entry.labelZh;
  }

  @FieldResolver(() => Division, { nullable: true, description: 'The division that it means, if it means one.' })
  division(@Root() { division }: ShownEntry, @Ctx() { divisions }: ApiContext): Division | null {
    return divisions.find(division);
  }
}

@Resolver(() => Operation)
export class OperationCatalogue {
  @FieldResolver(() => [CatalogueEntry], {
    description: 'The words of one of its catalogues 目录 as they were added, retired ones too; for participants.',
  })
  async catalogue(
    @Root() operation: { readonly id: string },
    @Ctx() { loaders }: ApiContext,
    @Arg('kind', () => CatalogueKindEnum, { description: 'Which catalogue.' }) kind: CatalogueKind,
  ): Promise<CatalogueEntry[]> {
    const entries = (await loaders.recordsOf('CatalogueEntry').load(operation.id)) as unknown as CatalogueEntry[];
    return entries.filter((entry) => entry.kind === kind);
  }
}

/** Catalogues of what tallies can be grouped by as violations. */
const VIOLATIONS: readonly CatalogueKind[] = ['VIOLATION', 'TRAFFIC_VIOLATION'];

@Resolver(() => Tally)
export class TallyViolation {
  @FieldResolver(() => CatalogueEntry, {
    nullable: true,
    description: 'The violation, where tallies are grouped by it.',
  })
  async violation(@Root() tally: Tally, @Ctx() context: ApiContext): Promise<CatalogueEntry | null> {
    return violationOf(tally, context);
  }
}

@Resolver(() => DurationTally)
export class DurationTallyViolation {
  @FieldResolver(() => CatalogueEntry, {
    nullable: true,
    description: 'The violation, where durations are grouped by it.',
  })
  async violation(@Root() tally: DurationTally, @Ctx() context: ApiContext): Promise<CatalogueEntry | null> {
    return violationOf(tally, context);
  }
}

async function violationOf(
  { operationId, violationCode }: Pick<Tally, 'operationId' | 'violationCode'>,
  { loaders }: ApiContext,
): Promise<CatalogueEntry | null> {
  if (violationCode === null) return null;
  const entries = (await loaders.recordsOf('CatalogueEntry').load(operationId)) as unknown as CatalogueEntry[];
  return entries.find(({ kind, code }) => VIOLATIONS.includes(kind) && code === violationCode) ?? null;
}

@ObjectType({ implements: Payload, simpleResolvers: true, description: 'What commands on catalogues answer.' })
export class CatalogueEntryPayload extends Payload {
  @Field(() => CatalogueEntry, { description: 'The entry as it stands now.' })
  entry!: CatalogueEntry;
}
