import { pino } from 'pino';
import { startApp } from './app';
import { ConfigFault, readConfig } from './config';
import { isRefusal } from './core/errors';
import { carefulLog } from './http/careful-log';
import { printWelcome, showProgress } from './cli/print';

/** Starts the server, and stops it on SIGTERM or SIGINT with the sockets told to come again. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = carefulLog(pino({ level: config.logLevel }));
  const app = await startApp(config, { log, progress: showProgress });
  printWelcome(app.url, config);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    app.stop(config).then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'did not stop well');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  if (isRefusal(error) && error.code === 'UNAVAILABLE') {
    process.stderr.write('The database cannot be used now: another process holds it, it is full, or it is away.\n');
    process.exit(1);
  }
  const isPlain = error instanceof ConfigFault || (error instanceof Error && 'code' in error);
  process.stderr.write(`${isPlain ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
});
