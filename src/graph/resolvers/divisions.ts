import { Arg, Ctx, Int, Query, Resolver } from 'type-graphql';
import { divisionsWithin, type DivisionEntry } from '../../core/divisions';
import { badInput } from '../../core/errors';
import type { ApiContext } from '../context';
import { DivisionCodeScalar } from '../scalars';
import { Division } from '../types/common';

/** A list and not a page: it can be whole, as far as a province goes. */
const SIZE = { usual: 100, most: 1_000 } as const;
const LONGEST_TEXT = 64;

@Resolver()
export class DivisionQueries {
  @Query(() => [Division], { description: 'Divisions 行政区划 of the shipped table, in the order of codes.' })
  divisions(
    @Ctx() { divisions }: ApiContext,
    @Arg('within', () => DivisionCodeScalar, {
      nullable: true,
      description: 'Inside this one, at any depth, without itself; left out: the whole country.',
    })
    within?: string | null,
    @Arg('text', () => String, {
      nullable: true,
      description: 'Part of its Chinese or English name, or the beginning of its code; 1 to 64 characters.',
    })
    text?: string | null,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: SIZE.usual,
      description: 'How many from the beginning, at most 1000.',
    })
    first?: number | null,
  ): Division[] {
    const size = first ?? SIZE.usual;
    if (size < 1) throw badInput([{ path: 'first', code: 'TOO_SMALL', params: { minimum: 1 } }]);
    if (size > SIZE.most) throw badInput([{ path: 'first', code: 'TOO_LARGE', params: { maximum: SIZE.most } }]);
    const matches = matcher(text);
    const found = divisionsWithin(within ?? null).filter(matches);
    return found.slice(0, size).map(({ code }) => divisions.get(code));
  }
}

function matcher(given: string | null | undefined): (entry: DivisionEntry) => boolean {
  if (typeof given !== 'string') return () => true;
  const text = given.trim().toLowerCase();
  if (text === '') throw badInput([{ path: 'text', code: 'TOO_SHORT', params: { minimum: 1 } }]);
  if (text.length > LONGEST_TEXT) {
    throw badInput([{ path: 'text', code: 'TOO_LONG', params: { maximum: LONGEST_TEXT } }]);
  }
  return ({ code, nameZh, nameEn }) =>
    nameZh.includes(text) || code.startsWith(text) || (nameEn?.toLowerCase().includes(text) ?? false);
}
