import { z } from 'zod';

/**
 * Every setting there is, once: what it takes, what it means, and what holds where it is left out. The schema that reads
 * the environment is made of this table, and docs/configuration.md is printed from it.
 */

/** A text for people in both languages. */
interface BothLanguages {
  readonly zh: string;
  readonly en: string;
}

/** One setting. */
export interface Setting {
  readonly schema: z.ZodType;
  readonly meaning: BothLanguages;
  /** What holds where it is left out; not said where the schema's own default says it. */
  readonly otherwise?: BothLanguages;
  readonly example: string;
  /** A file may hold it. */
  readonly secret?: true;
}

const flag = z.enum(['on', 'off', 'true', 'false', '1', '0']).transform((value) => ['on', 'true', '1'].includes(value));

/** Whether the client takes the address: an odd one would otherwise be told by its own words, with the password. */
function isRedisUrl(text: string): boolean {
  try {
    const { protocol, hostname, username, password, pathname, search, hash } = new URL(text);
    decodeURIComponent(username + password);
    return /^rediss?:$/.test(protocol) && hostname !== '' && /^(\/\d*)?$/.test(pathname) && search + hash === '';
  } catch {
    return false;
  }
}

const wholeNumber = z.string().regex(/^\d+$/, { error: 'must be a whole number' }).transform(Number);

export const SETTINGS = {
  HOST: {
    schema: z.string().min(1).default('127.0.0.1'),
    meaning: { zh: '监听地址;演示只在本机监听', en: 'Address to listen on; the demo listens on loopback only' },
    example: '0.0.0.0',
  },
  PORT: {
    schema: wholeNumber.pipe(z.number().max(65_535)).default(4_000),
    meaning: { zh: '监听端口;0 为任一空闲端口', en: 'Port to listen on; 0: any free one' },
    example: '8080',
  },
  PUBLIC_URL: {
    schema: z.url({ protocol: /^https?$/, error: 'must be an address of http or https' }).optional(),
    meaning: {
      zh: '浏览器访问本系统的地址;只有该地址的页面可建立 WebSocket 和事件流',
      en: 'The address by which browsers know the installation: only its pages may open sockets and streams',
    },
    otherwise: { zh: '页面所请求的主机', en: 'the host that the page asks' },
    example: 'https://liandong.example.org',
  },
  LEAVE_SECONDS: {
    schema: wholeNumber.pipe(z.number().max(120)).default(1),
    meaning: {
      zh: '停止前继续应答的秒数:其间 `/readyz` 为 503,代理应在此时间内转走请求',
      en: 'So long a server that is told to stop answers on: `/readyz` says 503 meanwhile, and proxies should notice within it',
    },
    example: '10',
  },
  MAX_SOCKETS: {
    schema: wholeNumber.pipe(z.number().min(1).max(1_000_000)).default(5_000),
    meaning: {
      zh: '已登录的 WebSocket 和事件流(SSE)同时打开的总数',
      en: 'WebSockets that are signed in and streams of server-sent events, so many at a time',
    },
    example: '20000',
  },
  MEMBER_SOCKETS: {
    schema: wholeNumber.pipe(z.number().min(1).max(1_000_000)).default(20),
    meaning: {
      zh: '其中每名成员的上限',
      en: 'And so many of one member: screens, tabs and what a network has left behind',
    },
    example: '50',
  },
  MEMBER_BUDGET: {
    schema: wholeNumber.pipe(z.number().min(500_000)).default(2_000_000),
    meaning: {
      zh: '每名成员每分钟可查询的总量,按查询文档的代价计(见 [frontend.md](frontend.md))',
      en: 'What a member may ask for in a minute, in the cost of documents ([frontend.md](frontend.md))',
    },
    example: '4000000',
  },
  AGENCY_BUDGET: {
    schema: wholeNumber.pipe(z.number().min(500_000)).default(20_000_000),
    meaning: { zh: '每个单位全体成员的上限', en: 'The same for all members of an agency together' },
    example: '40000000',
  },
  TRUSTED_DOCUMENTS: {
    schema: z.enum(['off', 'prefer', 'only']).default('off'),
    meaning: {
      zh: '受信文档:`off` 不用;`prefer` 可只发编号;`only` 只执行清单内的文档(见 [frontend.md](frontend.md))',
      en: 'Trusted documents: `off`; `prefer`: may be sent by their ids alone; `only`: nothing else is executed ([frontend.md](frontend.md))',
    },
    example: 'only',
  },
  TRUSTED_DOCUMENT_LISTS: {
    schema: z
      .string()
      .transform((files) => files.split(',').map((file) => file.trim()))
      .optional(),
    meaning: {
      zh: '各前端的文档清单文件,以逗号分隔,由 GraphQL Codegen 或 Apollo 生成;本系统自带的文档总在其中',
      en: 'Files of the documents that frontends send, by comma, as GraphQL Codegen or Apollo write them; our own are always trusted',
    },
    otherwise: { zh: '只有自带的文档', en: 'our own documents alone' },
    example: '/etc/liandong/board.json,/etc/liandong/bank.json',
  },
  DATABASE_URL: {
    schema: z
      .string()
      .regex(/^(sqlite:.+|(mysql|mariadb):\/\/.+)$/, { error: 'must begin with sqlite: or mysql://' })
      .default('sqlite:./data/liandong.db'),
    meaning: {
      zh: '数据库:`sqlite:` 加文件路径,或 `mysql://用户:口令@主机:端口/库名`(MariaDB 10.6 以上或 MySQL 8,见 [mysql.md](mysql.md));加 `?ca=文件` 则加密,并以该证书机构核验服务器',
      en: 'The database: `sqlite:` and a path, or `mysql://user:password@host:port/name` ([mysql.md](mysql.md): MariaDB 10.6 or newer, or MySQL 8); `?ca=FILE` encrypts and verifies the server by that authority',
    },
    example: 'mysql://liandong:secret@db.example.org:3306/liandong',
    secret: true,
  },
  REDIS_URL: {
    schema: z
      .string()
      .refine(isRedisUrl, { error: 'must be redis://user:password@host:port/number, or rediss:// for TLS' })
      .optional(),
    meaning: {
      zh: 'Redis 6 以上:多个副本由此互相通知更新、合计查询总量;不可达时照常运行,更新至多迟一秒',
      en: 'Redis 6 or newer, by which replicas wake each other and share budgets. Work goes on while it is away, and changes come within a second',
    },
    otherwise: {
      zh: '各副本每秒自行查看,总量各自计算',
      en: 'replicas look once a second, and each counts budgets by itself',
    },
    example: 'redis://:secret@redis.example.org:6379/0',
    secret: true,
  },
  SEAL_KEYS: {
    schema: z.string().min(1).optional(),
    meaning: {
      zh: '密钥环文件,用于封存个人信息;由 `npm run cli -- keys make 文件` 生成,丢失则封存内容无法恢复',
      en: 'File of the key ring that seals personal data: `npm run cli -- keys make FILE`. What it sealed is lost without it',
    },
    otherwise: { zh: '在内嵌数据库旁生成一次', en: 'made once beside an embedded database' },
    example: '/etc/liandong/seal-keys.json',
  },
  OIDC_ISSUER: {
    schema: z.url().max(255).optional(),
    meaning: { zh: '统一认证(OpenID Connect)的签发者', en: 'The OpenID Connect issuer of access tokens' },
    otherwise: { zh: '只有演示登录', en: "the demo's own sign-in alone" },
    example: 'https://id.example.org/realms/yongkang',
  },
  OIDC_AUDIENCE: {
    schema: z.string().min(1).optional(),
    meaning: {
      zh: '签发者所知的本接口名称,令牌必须为它签发',
      en: 'The name by which the issuer knows this API; tokens must be made for it',
    },
    otherwise: { zh: '与 `OIDC_ISSUER` 同设', en: 'needed with `OIDC_ISSUER`' },
    example: 'liandong',
  },
  OIDC_JWKS_URL: {
    schema: z.url().optional(),
    meaning: { zh: '签发者公钥的地址', en: "Where the issuer's keys are" },
    otherwise: { zh: '按签发者的发现文档', en: 'where its discovery document says' },
    example: 'https://id.example.org/realms/yongkang/keys',
  },
  DEMO: {
    schema: flag.optional(),
    meaning: { zh: '演示数据与演示登录', en: 'Demo data and demo sign-in: `on` or `off`' },
    otherwise: {
      zh: '开;设有 `OIDC_ISSUER` 或 `NODE_ENV=production` 时关',
      en: 'on, unless there is an `OIDC_ISSUER` or `NODE_ENV` is production',
    },
    example: 'off',
  },
  GRAPHIQL: {
    schema: flag.optional(),
    meaning: {
      zh: '`/graphiql`:在浏览器里查询的页面,用访问令牌登录(演示中可选身份)',
      en: 'The page `/graphiql` to ask the API in a browser, by an access token (in the demo as any member): `on` or `off`',
    },
    otherwise: { zh: '只在演示中开', en: 'on in the demo alone' },
    example: 'on',
  },
  NODE_ENV: {
    schema: z.string().optional(),
    meaning: {
      zh: '`production` 表示正式运行:不设演示,须有 `SEAL_KEYS`,数据库设置会丢失已确认的办理时不启动',
      en: '`production`: for real. No demo by itself, `SEAL_KEYS` is needed, and a database that would lose work is refused',
    },
    otherwise: { zh: '非正式运行', en: 'not for real' },
    example: 'production',
  },
  METRICS_TOKEN: {
    schema: z
      .string()
      .regex(/^[\x21-\x7e]{16,}$/, { error: 'must be at least 16 letters, digits and signs without a space' })
      .optional(),
    meaning: {
      zh: '读取 `/metrics`(Prometheus)的令牌,以 `Authorization: Bearer` 出示,至少 16 个字符',
      en: 'Token for `/metrics` (Prometheus), shown as `Authorization: Bearer`; 16 characters at least',
    },
    otherwise: {
      zh: '不提供 `/metrics`;演示除外,只在本机可读',
      en: 'there is no `/metrics` but in the demo, on this machine',
    },
    example: '3f9c1b7a5e2d4c6f8091',
    secret: true,
  },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    meaning: {
      zh: '日志级别:`fatal` … `trace`,`silent` 为不记',
      en: 'How much is logged: `fatal` … `trace`, `silent`',
    },
    example: 'warn',
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** The name of a setting. */
type SettingName = keyof typeof SETTINGS;

type Schemas = { readonly [N in SettingName]: (typeof SETTINGS)[N]['schema'] };

/** Reads the environment by the table. */
export const settingsSchema = z.object(
  Object.fromEntries(Object.entries(SETTINGS).map(([name, { schema }]) => [name, schema])) as Schemas,
);

/** What is set, and what holds where it is not. */
export type Settings = z.infer<typeof settingsSchema>;
