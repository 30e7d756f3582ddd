import { Ctx, Query, Resolver } from 'type-graphql';
import type { Instant } from '../../core/time';
import type { ApiContext } from '../context';
import { DateTimeScalar } from '../scalars';
import { Viewer } from '../types/directory';

@Resolver()
export class ViewerQueries {
  @Query(() => Viewer, { description: 'Who asks, by the token of the request.' })
  viewer(@Ctx() { viewer }: ApiContext): Viewer {
    return { roles: [...viewer.roles], locale: viewer.locale, sessionEndsAt: viewer.sessionEndsAt };
  }

  @Query(() => DateTimeScalar, { description: "The server's clock, that all time limits run by." })
  serverTime(@Ctx() { services }: ApiContext): Instant {
    return services.clock.now();
  }
}
