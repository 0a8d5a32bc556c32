#!/usr/bin/env node
import { Command } from 'commander';
import { fail, version } from './command.ts';
import { offerCompletion } from './completion.ts';
import { addAdmit } from './mosctl/admit.ts';
import { addAudit } from './mosctl/audit.ts';
import { addClearing } from './mosctl/clearing.ts';
import { addEtcdAnew } from './mosctl/etcd-anew.ts';
import { addFiles } from './mosctl/files.ts';
import { addInvite } from './mosctl/invite.ts';
import { addIsUp } from './mosctl/isup.ts';
import { addLimits } from './mosctl/limits.ts';
import { addLog } from './mosctl/log.ts';
import { addQuestions, addTuning } from './mosctl/numbers.ts';
import { addOwner } from './mosctl/owner.ts';
import { addPeers } from './mosctl/peers.ts';
import { addOn } from './mosctl/reach.ts';
import { addRestart } from './mosctl/restart.ts';
import { addSettings } from './mosctl/settings.ts';
import { addStandbys } from './mosctl/standbys.ts';
import { addStatus } from './mosctl/status.ts';
import { addTrust } from './mosctl/trust.ts';

const program = new Command('mosctl')
  .description('Shows and steers the agents of this machine.')
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .addHelpText(
    'after',
    `
Examples:
  mosctl status                what this node sees
  mosctl expel                 send all guests away, before this machine is switched off
  mosctl -N lab7 block         on another node, which must let this one command it
  mosctl -N all status         on every node that is up
  mosctl help expel            more about a verb`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

addOn(program);
addStatus(program);
addLog(program);
addAudit(program);
addIsUp(program);
addSettings(program);
addFiles(program);
addQuestions(program);
addTuning(program);
addOwner(program);
addLimits(program);
addClearing(program);
addRestart(program);
addStandbys(program);
addEtcdAnew(program);
addPeers(program);
addInvite(program);
addTrust(program);
addAdmit(program);

await offerCompletion(program);
program.parseAsync().catch((error: Error) => fail('mosctl', error));
