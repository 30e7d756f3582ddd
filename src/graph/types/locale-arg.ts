import { Arg } from 'type-graphql';
import { LocaleEnum } from './enums';

/** The argument that every text for people has. */
export function LocaleArg(): ReturnType<typeof Arg> {
  return Arg('locale', () => LocaleEnum, { nullable: true, description: "Language; the session's if left out." });
}
