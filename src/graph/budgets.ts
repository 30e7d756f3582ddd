import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Viewer } from '../access/viewer';
import { refuse } from '../core/errors';
import type { RedisLink } from '../live/wake-up/redis-link';

/** What may be asked for within a minute, in the cost of documents. */
export interface BudgetSettings {
  readonly ofMember: number;
  readonly ofAgency: number;
}

/** Whose budgets are taken from. */
type Payer = Pick<Viewer, 'memberId' | 'agencyId'>;

/** What Redis is needed for. */
type SharedCounter = Pick<RedisLink, 'prefix' | 'eval'>;

const MINUTE_S = 60;
/** Each document counts so much beside its cost: it has to be parsed, and who asks to be looked up. */
const DOCUMENT = 100;

/** What members and agencies have left of their minute. Where it is counted is the limiters' own affair. */
export class Budgets {
  constructor(
    private readonly members: RateLimiterAbstract,
    private readonly agencies: RateLimiterAbstract,
  ) {}

  /** Budgets that all processes of an installation count together where it has a Redis, and each by itself elsewhere. */
  static of(settings: BudgetSettings, { redis }: { redis: SharedCounter | null }): Budgets {
    return redis ? Budgets.shared(settings, redis) : Budgets.inMemory(settings);
  }

  /** Budgets that are counted in this process. */
  static inMemory({ ofMember, ofAgency }: BudgetSettings, seconds = MINUTE_S): Budgets {
    return new Budgets(
      new RateLimiterMemory({ points: ofMember, duration: seconds }),
      new RateLimiterMemory({ points: ofAgency, duration: seconds }),
    );
  }

  /** Budgets that are counted in Redis; in this process while it is away. */
  static shared({ ofMember, ofAgency }: BudgetSettings, redis: SharedCounter): Budgets {
    const limiter = (whose: string, points: number): RateLimiterAbstract =>
      new RateLimiterRedis({
        ...{ storeClient: redis, useRedisPackage: true, keyPrefix: `${redis.prefix}budget:${whose}` },
        ...{ points, duration: MINUTE_S },
        // Who has nothing left is turned away without a question.
        inMemoryBlockOnConsumed: points + 1,
        insuranceLimiter: new RateLimiterMemory({ points, duration: MINUTE_S }),
      });
    return new Budgets(limiter('member', ofMember), limiter('agency', ofAgency));
  }

  /** Takes what every document costs, before it is read. @throws Refusal as `spend` */
  async enter(viewer: Payer): Promise<void> {
    await this.spend(viewer, DOCUMENT);
  }

  /**
   * Takes a document's cost from the budgets of its viewer. What a member is refused is not taken from its agency.
   * @throws Refusal LIMIT_EXCEEDED `rate` with the seconds until there is a new budget
   */
  async spend({ memberId, agencyId }: Payer, cost: number): Promise<void> {
    await take(this.members, memberId, cost);
    await take(this.agencies, agencyId, cost);
  }
}

async function take(limiter: RateLimiterAbstract, key: string, cost: number): Promise<void> {
  try {
    await limiter.consume(key, cost);
  } catch (over) {
    if (!(over instanceof RateLimiterRes)) throw over;
    const retryAfterSeconds = Math.max(1, Math.ceil(over.msBeforeNext / 1_000));
    throw refuse('LIMIT_EXCEEDED', { limit: 'rate', retryAfterSeconds });
  }
}
