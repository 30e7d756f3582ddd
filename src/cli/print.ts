import type { Config } from '../config';

/** Prints a line for people. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Shows how far the demo's replay is: one line that moves on a terminal, every tenth part elsewhere. */
export function showProgress(done: number, total: number): void {
  if (process.stdout.isTTY) {
    process.stdout.write(`\r演示数据 demo data: ${done}/${total}${done === total ? '\n' : ''}`);
  } else if (done === total || done % Math.ceil(total / 10) === 0) {
    say(`演示数据 demo data: ${done}/${total}`);
  }
}

/** Tells a newcomer where everything is and whom to act as. */
export function printWelcome(url: string, { demo, databaseUrl, graphiql }: Config): void {
  const database = databaseUrl.replace(/\/\/.*@/, '//…@');
  say(`联动 Liandong 已就绪 is ready: ${url}/graphql (HTTP, WebSocket), database ${database}`);
  if (graphiql) say(`浏览器 in a browser: ${url}/graphiql`);
  if (!demo) return;
  say(`演示 demo: 身份列表 members at ${url}/demo/members, tokens by POST ${url}/demo/token`);
  say('  试一试 try: npm run cli -- follow yk-police.commander YK-FRAUD');
}
