import { OmosixError } from '../../protocol/errors.ts';
import { assertRecords, FrameType } from '../../protocol/frame.ts';
import {
  anyHello,
  type PeerMessage,
  peerBulkHead,
  peerMessage,
  peerRecordHead,
} from '../../protocol/peer.ts';
import { commonVersion, SPOKEN, type Spoken, spokenInWords } from '../../protocol/version.ts';
import { validated } from '../frames/validate.ts';
import type { Link } from './link.ts';
import type { Peer } from './peer.ts';
import type { PeerEvents } from './peers.ts';

export type Hello = Extract<PeerMessage, { op: 'hello' }>;

/** Sorts what comes over a peer's link into the connection's own words and what is for the agent. */
export function hear(
  peer: Peer,
  link: Link,
  events: Pick<PeerEvents, 'message' | 'records' | 'bulk'>,
  greet: (hello: Hello) => void,
): void {
  link.control.onFrame = (frame) => {
    // What was still in the buffers of a connection that was replaced comes again over the new one.
    if (peer.link !== link) return;
    if (frame.type === FrameType.BULK) throw new OmosixError('EPROTOCOL', 'bulk data on the control channel');
    if (frame.type === FrameType.RECORD) {
      mustBeUp(peer);
      peer.session.took(frame);
      const { task, inc } = validated(peerRecordHead, frame.head);
      // They go on to a deputy or a host, which are not to hear anything else from it.
      const records = frame.records ?? [];
      assertRecords(records);
      events.records(peer.id, task, inc, records);
      return;
    }
    const hello = anyHello.safeParse(frame.head);
    if (hello.success) assertVersion(peer, hello.data);
    const message = validated(peerMessage, frame.head);
    if (message.op === 'hello') greet(message);
    else if (message.op === 'got') peer.session.confirm(message.received);
    else {
      mustBeUp(peer);
      peer.session.took(frame, message.op);
      if (message.op !== 'void') events.message(peer.id, message);
    }
  };
  link.bulk.onFrame = (frame) => {
    if (peer.link !== link) return;
    if (frame.type !== FrameType.BULK) throw new OmosixError('EPROTOCOL', 'a message on the bulk channel');
    events.bulk(peer.id, validated(peerBulkHead, frame.head), frame.tail);
  };
}

function mustBeUp(peer: Peer): void {
  if (!peer.up) throw new OmosixError('EPROTOCOL', `node ${peer.id} speaks before its hello`);
}

function assertVersion(peer: Peer, theirs: Spoken): void {
  if (commonVersion(theirs) !== null) return;
  throw new OmosixError(
    'EVERSION',
    `${peer.name} (node ${peer.id}) speaks protocol ${spokenInWords(theirs)}, this node ${spokenInWords(SPOKEN)}: install the same version of omosix on both`,
  );
}
