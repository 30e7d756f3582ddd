import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ApiContext } from '../context';
import { Division } from '../types/common';
import { Agency } from '../types/directory';
import { Tally } from '../types/tally';

@Resolver(() => Tally)
export class TallyFields {
  @FieldResolver(() => Agency, { nullable: true, description: 'Counted by this agency.' })
  async agency(@Root() { agencyId }: Tally, @Ctx() { loaders }: ApiContext): Promise<Agency | null> {
    return agencyId === null ? null : loaders.agency.load(agencyId);
  }

  @FieldResolver(() => Agency, { nullable: true, description: 'Of tasks addressed to this agency.' })
  async holder(@Root() { holderId }: Tally, @Ctx() { loaders }: ApiContext): Promise<Agency | null> {
    return holderId === null ? null : loaders.agency.load(holderId);
  }

  @FieldResolver(() => Division, { nullable: true, description: 'In this division.' })
  division(@Root() { divisionCode }: Tally, @Ctx() { divisions }: ApiContext): Division | null {
    return divisions.find(divisionCode);
  }
}
