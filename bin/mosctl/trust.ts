import { type Command, InvalidArgumentError } from 'commander';
import { type Grant, grant } from '../../protocol/members.ts';
import { onThisMachine } from '../over-ssh.ts';
import { withAgent } from './reach.ts';

function grantsIn(text: string): Grant[] {
  const wanted = text === 'none' ? [] : text.split(',').filter(Boolean);
  return wanted.map((one) => {
    const known = grant.safeParse(one);
    if (!known.success)
      throw new InvalidArgumentError(
        `'${one}' is no grant: there are run, host, files and admin, or 'none'.`,
      );
    return known.data;
  });
}

export function addTrust(mosctl: Command): void {
  mosctl
    .command('revoke <ID|NAME|KEY>')
    .description('take a member out: it is cut off at once, and the others hear of it')
    .addHelpText(
      'after',
      `
Where this node has the 'admin' grant the others take the member out too; the others go on with it.
Its guests here end, and so do our tasks there. It comes in again only by a new token.

Examples:
  mosctl revoke 4711
  mosctl revoke 9f86d081884c7d65     by the beginning of its key, as mosctl peers shows it`,
    )
    .action((who: string) =>
      withAgent(async (client) => {
        onThisMachine('who is a member');
        const { id, name } = await client.decide({ op: 'revoke', who });
        process.stdout.write(`node ${id} (${name}) is no member any more\n`);
      }),
    );

  mosctl
    .command('forget <ID|NAME|KEY>')
    .description('strike a member off that is gone for good; refused while it answers')
    .addHelpText('after', '\nExamples:\n  mosctl forget lab7             its machine was scrapped')
    .action((who: string) =>
      withAgent(async (client) => {
        onThisMachine('who is a member');
        const { id, name } = await client.decide({ op: 'forget', who });
        process.stdout.write(`node ${id} (${name}) is forgotten\n`);
      }),
    );

  mosctl
    .command('grant <ID|NAME|KEY>')
    .description('show, or with a list set, what a member may do with this node')
    .argument('[GRANT,…]', "run, host, files, admin; or 'none'", grantsIn)
    .option('--json', 'JSON instead of a line')
    .addHelpText(
      'after',
      `
  run    its tasks may execute here            host   our tasks may execute there
  files  our files are served to it            admin  it may command this node, and take members out
Each node has its own list; run,host unless set. What it forbids is refused in words, and not proposed.

Examples:
  mosctl grant 4711                  what may it do?
  mosctl grant 4711 run,host,admin   it may command this node
  mosctl grant 4711 host             none of its tasks come here any more`,
    )
    .action((who: string, grants: Grant[] | undefined, { json }: { json?: true }) =>
      withAgent(async (client) => {
        if (grants) onThisMachine('what a member may do');
        const peer = await client.decide({ op: 'grant', who, grants: grants ?? null });
        const words = `node ${peer.id} (${peer.name}): ${peer.grants.join(',') || 'none'}`;
        process.stdout.write(`${json ? JSON.stringify(peer) : words}\n`);
      }),
    );
}
