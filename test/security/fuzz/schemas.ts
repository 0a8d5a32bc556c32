/** All that describes what another process or machine may say. A test sees to it that none is missing. */
import type * as z from 'zod/mini';
import { uploadHead } from '../../../agent/control/session.ts';
import { taskRecord } from '../../../agent/deputy/record-schema.ts';
import * as audit from '../../../protocol/audit.ts';
import * as checkpoint from '../../../protocol/checkpoint.ts';
import * as control from '../../../protocol/control.ts';
import * as files from '../../../protocol/files.ts';
import * as gossip from '../../../protocol/gossip.ts';
import * as grants from '../../../protocol/grants.ts';
import * as ha from '../../../protocol/ha.ts';
import * as held from '../../../protocol/held.ts';
import * as history from '../../../protocol/history.ts';
import * as host from '../../../protocol/host.ts';
import * as hostThreads from '../../../protocol/host-threads.ts';
import * as inDoubt from '../../../protocol/in-doubt.ts';
import * as join from '../../../protocol/join.ts';
import * as journal from '../../../protocol/journal.ts';
import * as members from '../../../protocol/members.ts';
import * as membershipControl from '../../../protocol/membership-control.ts';
import * as node from '../../../protocol/node.ts';
import * as owner from '../../../protocol/owner.ts';
import * as peer from '../../../protocol/peer.ts';
import * as recording from '../../../protocol/recording.ts';
import * as recordingChange from '../../../protocol/recording-change.ts';
import * as remoteTerminal from '../../../protocol/remote-terminal.ts';
import * as snapshot from '../../../protocol/snapshot.ts';
import * as task from '../../../protocol/task.ts';
import * as threads from '../../../protocol/threads.ts';
import * as web from '../../../protocol/web.ts';

/** By file. Membership's requests and answers are a part of control's. */
const modules = {
  audit,
  checkpoint,
  control,
  files,
  ha,
  held,
  host,
  'host-threads': hostThreads,
  'in-doubt': inDoubt,
  join,
  gossip,
  grants,
  history,
  journal,
  members,
  'membership-control': membershipControl,
  node,
  owner,
  peer,
  recording,
  'recording-change': recordingChange,
  'remote-terminal': remoteTerminal,
  snapshot,
  task,
  threads,
  web,
};

export const isSchema = (value: unknown): value is z.ZodMiniType =>
  typeof value === 'object' && value !== null && '_zod' in value && 'safeParse' in value;

export const schemas: Record<string, z.ZodMiniType> = {
  ...Object.fromEntries(
    Object.values(modules).flatMap((module) =>
      Object.entries(module).filter((entry): entry is [string, z.ZodMiniType] => isSchema(entry[1])),
    ),
  ),
  uploadHead,
  taskRecord,
};

/** The files of `protocol` whose schemas are among them. */
export const covered = Object.keys(modules);
