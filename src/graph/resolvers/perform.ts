import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Mutation, Resolver, Root } from 'type-graphql';
import type { Locale } from '../../core/vocabulary';
import type { ApiContext } from '../context';
import { performCommand, subjectOf } from '../perform';
import { LocaleArg } from '../types/locale-arg';
import type { Subject } from '../types/node';
import { ItemResult, PerformInput, PerformPayload } from '../types/perform';

@Resolver()
export class PerformMutation {
  @Mutation(() => PerformPayload, {
    nullable: true,
    description: 'Does any command by its action and the values that `ActionInfo.fields` names, through the same door.',
  })
  async perform(
    @Arg('input', () => PerformInput, { description: 'What is to be done, to what, and with which values.' })
    input: PerformInput,
    @Ctx() context: ApiContext,
    @Info() { schema }: GraphQLResolveInfo,
  ): Promise<PerformPayload> {
    const result = await performCommand(input, context, schema);
    const subject = await subjectOf(result, context, schema);
    const cursor = context.reading.cursorOf(result.operation, result.seq);
    return { subject: subject as unknown as Subject | null, items: [], cursor };
  }
}

@Resolver(() => ItemResult)
export class ItemResultFields {
  @FieldResolver(() => String, { nullable: true, description: 'The fault in words; null where it was done.' })
  message(
    @Root() { code, params }: ItemResult,
    @Ctx() { services, localeOf }: ApiContext,
    @LocaleArg() locale?: Locale,
  ): string | null {
    const key = [`fault.${code ?? ''}`, `denial.${code ?? ''}`].find((each) => services.catalogue.has(each));
    return key === undefined ? null : services.catalogue.text(key, localeOf(locale), params);
  }
}
