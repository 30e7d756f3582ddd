import { Field, Float, Int, ObjectType } from 'type-graphql';
import { ActionEnum, DivisionLevelEnum } from './enums';
import { DivisionCodeScalar } from '../scalars';

@ObjectType({ simpleResolvers: true, description: 'A division of GB/T 2260: province, prefecture or county.' })
export class Division {
  @Field(() => DivisionCodeScalar, { description: 'Six digits.' })
  code!: string;
  @Field(() => DivisionLevelEnum, { description: 'Province, prefecture or county.' })
  level!: string;
  /** Code of the division above. */
  parentCode!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Where a page stands among its neighbours.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'There is more after this page.' })
  hasNextPage!: boolean;
  @Field(() => Boolean, { description: 'There is more before this page.' })
  hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true, description: 'Cursor of the first item.' })
  startCursor!: string | null;
  @Field(() => String, { nullable: true, description: 'Cursor of the last item.' })
  endCursor!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Why the viewer may not do what the state would allow.' })
export class Denial {
  @Field(() => ActionEnum, { description: 'The action.' })
  action!: string;
  @Field(() => String, { description: 'Code of the reason, e.g. SEPARATE_DUTIES.' })
  code!: string;
}

@ObjectType({ simpleResolvers: true, description: 'How far something is.' })
export class Progress {
  @Field(() => Int, { description: 'How many are done.' })
  done!: number;
  @Field(() => Int, { description: 'How many there are.' })
  total!: number;
  @Field(() => Float, { description: 'Done of total, 0 to 1; 1 where there is nothing to do.' })
  ratio!: number;
  @Field(() => String, { description: 'What is counted, e.g. suspects.' })
  unit!: string;
}

/** How many a page has: if left out, and at most. */
export const PAGE = { usual: 50, most: 100 } as const;
