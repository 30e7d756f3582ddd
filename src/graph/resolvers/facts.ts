import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Float, Info, Resolver, Root } from 'type-graphql';
import type { Shown } from '../../access/need-to-know';
import type { Fen } from '../../core/money';
import type { Instant } from '../../core/time';
import type { Locale } from '../../core/vocabulary';
import type { ApiContext } from '../context';
import { factInstant, factNode, factsOf, factText } from '../facts';
import { DateTimeScalar, MoneyScalar } from '../scalars';
import { Fact } from '../types/fact';
import { LocaleArg } from '../types/locale-arg';
import { Node } from '../types/node';
import { Task } from '../types/task';

@Resolver(() => Task)
export class TaskFacts {
  @FieldResolver(() => [Fact], {
    description: "The kind's own fields as label and text, in a fixed order, with the same masks.",
  })
  facts(@Root() task: Shown, @Ctx() { services }: ApiContext): Fact[] {
    return factsOf(services.registry.getKind(String(task['kind'])), task);
  }
}

@Resolver(() => Fact)
export class FactFields {
  @FieldResolver(() => String, { description: 'What it tells of.' })
  label(@Root() { task, code }: Fact, @Ctx() { services, localeOf }: ApiContext, @LocaleArg() locale?: Locale): string {
    return services.catalogue.text(`fact.${String(task['kind'])}.${code}`, localeOf(locale));
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "What it is, in words: times in the operation's time zone; null where there is none or it is hidden.",
  })
  async text(
    @Root() fact: Fact,
    @Ctx() context: ApiContext,
    @Info() { schema }: GraphQLResolveInfo,
    @LocaleArg() locale?: Locale,
  ): Promise<string | null> {
    return factText(fact, { context, schema, locale: context.localeOf(locale) });
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'Of an INSTANT its moment, of a DATE the first one of the day.',
  })
  async at(@Root() fact: Fact, @Ctx() context: ApiContext): Promise<Instant | null> {
    return factInstant(fact, context);
  }

  @FieldResolver(() => MoneyScalar, { nullable: true, description: 'Of MONEY the exact sum.' })
  money(@Root() { form, value }: Fact): Fen | null {
    return form === 'MONEY' && typeof value === 'number' ? value : null;
  }

  @FieldResolver(() => Float, { nullable: true, description: 'Of a NUMBER its value.' })
  amount(@Root() { form, value }: Fact): number | null {
    return form === 'NUMBER' && typeof value === 'number' ? value : null;
  }

  @FieldResolver(() => Node, {
    nullable: true,
    description: 'Of a LINK the thing that it leads to, where it is one and the viewer may see it.',
  })
  async ref(@Root() fact: Fact, @Ctx() context: ApiContext): Promise<Node | null> {
    return factNode(fact, context);
  }
}
