import { availableParallelism, loadavg, platform } from 'node:os';
import type { Measured, Pace } from './measure';
import type { Statements } from './statements';

/** Everything that a run found; also what is written as JSON. */
export interface Report {
  /** UTC. */
  readonly date: string;
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
  /** What else kept the machine busy in the minute before; none on Windows, which does not tell. */
  readonly loadBefore: number;
  /** With versions, and how sure their commits are. */
  readonly databases: readonly { readonly name: string; readonly commits: string }[];
  readonly pace: Pace;
  readonly seconds: number;
  readonly comparisons: readonly Measured[];
  readonly statements: readonly (Statements & { readonly work: string })[];
}

const LOAD_BEFORE = loadavg()[0] ?? 0;

/** What ran, where, and how long this process has been at it. */
export function headOf(ran: Pick<Report, 'databases' | 'pace'>): Omit<Report, 'comparisons' | 'statements'> {
  return {
    date: new Date().toISOString(),
    node: process.version,
    platform: `${platform()} ${process.arch}`,
    cores: availableParallelism(),
    loadBefore: LOAD_BEFORE,
    ...ran,
    seconds: Math.round(performance.now() / 1_000),
  };
}

/** The report as Markdown tables. */
export function markdown(report: Report): string {
  const { date, node, cores, databases, pace, seconds } = report;
  const stored = databases.map(({ name, commits }) => `${name} (${commits})`).join(', ');
  const rows = report.comparisons.flatMap(({ work, database, callers, counted, ours, others }) =>
    others.map((other) => [
      ...[work, database, callers, `${rate(ours.median)} ${counted}/s`, other.name, `${rate(other.median)}/s`],
      percent(other.ratio),
    ]),
  );
  const rounds = Math.min(...report.comparisons.map(({ ours }) => ours.rates.length));
  return [
    `${date.slice(0, 16)}Z · Node ${node.slice(1)} · ${report.platform} · ${cores} cores, load ${report.loadBefore.toFixed(1)} before · ${stored}`,
    `Medians of ${rounds === pace.rounds ? '' : `${rounds} to `}${pace.rounds} rounds of ${Math.round(pace.sliceMs)} ms each, side by side; ${seconds} s in all.`,
    '',
    table(['work', 'database', 'callers', 'Liandong', 'beside it', 'reaches', 'Liandong of it'], rows),
    '',
    table(
      ['SQL of one', 'transactions', 'reads', 'writes'],
      report.statements.map(({ work, transactions, reads, writes }) => [work, transactions, reads, writes]),
    ),
    '',
  ].join('\n');
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function rate(value: number): string {
  return String(value < 100 ? Number(value.toPrecision(2)) : Number(value.toPrecision(3)));
}

function percent(ratio: number): string {
  return `${rate(ratio * 100)} %`;
}
