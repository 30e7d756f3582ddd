import { SECRET_SETTINGS } from './secret-files';
import { SETTINGS, type Setting } from './settings';

const HEAD = `# 设置 Settings

本页由 \`src/config/settings.ts\` 打印,请勿手改 This page is printed from \`src/config/settings.ts\`: \`npm run settings\`.

设置取自环境变量;空值等于未设;有误则不启动,并一次列出全部错误。 Settings are environment variables. An empty one
counts as left out. Where any is wrong the server does not start and tells every fault at once.
`;

const SECRETS = `机密可由文件给出,变量名加 \`_FILE\` A secret can stand in a file instead, named by
${SECRET_SETTINGS.map((name) => `\`${name}_FILE\``).join(', ')}.
`;

/** Settings as a page for people, in Markdown. */
export function printSettings(): string {
  const rows = Object.entries<Setting>(SETTINGS).map(([name, setting]) => rowOf(name, setting));
  const table = [
    '| 设置 setting | 含义 meaning | 未设时 if left out | 例 example |',
    '| --- | --- | --- | --- |',
    ...rows,
  ];
  return [HEAD, `${table.join('\n')}\n`, SECRETS].join('\n');
}

function rowOf(name: string, setting: Setting): string {
  const { zh, en } = setting.meaning;
  return `| \`${name}\` | ${zh} ${en} | ${otherwiseOf(setting)} | \`${setting.example}\` |`;
}

/** The schema's own default, or what the table says in its place. */
function otherwiseOf({ schema, otherwise }: Setting): string {
  return otherwise ? `${otherwise.zh} ${otherwise.en}` : `\`${String(schema.parse(undefined))}\``;
}
