import { connect } from 'node:net';
import ssh2 from 'ssh2';
import type { Token } from '../../discovery/members/token.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { FrameType } from '../../protocol/frame.ts';
import { type JoinRequest, joinAnswer } from '../../protocol/join.ts';
import { MAX_BOOK } from '../../protocol/limits.ts';
import { type Address, addressText, type MemberEntry } from '../../protocol/members.ts';
import { FrameStream } from '../frames/frame-stream.ts';
import { validated } from '../frames/validate.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { NodeKey } from './keys.ts';
import { ALGORITHMS, JOIN_SUBSYSTEM, JOIN_USER, passwordOf, READY_TIMEOUT_MS } from './ssh-settings.ts';
import { dialFailure, LinkFailure } from './trouble.ts';

export interface Welcome {
  /** Ours. */
  id: number;
  inviter: { key: string; name: string };
  entries: MemberEntry[];
}

/**
 * Shows the token at one of its addresses. @throws OmosixError EREFUSED where the right node says no, ELINK where it is
 * not reached there
 */
export function showToken(
  own: NodeKey,
  token: Token,
  address: Address,
  request: JoinRequest,
): Promise<Welcome> {
  return new Promise((resolve, reject) => {
    const where = addressText(address);
    const socket = connect({ ...address, noDelay: true });
    const client = new ssh2.Client();
    let inviterKey = '';
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      client.destroy();
      socket.destroy();
      settle();
    };
    const fail = (error: Error): void => end(() => reject(asRefusal(error, where)));
    const timer = setTimeout(
      () => fail(new LinkFailure('silent', `${where} does not answer`)),
      READY_TIMEOUT_MS,
    );
    socket.once('error', fail);
    client.on('error', fail);
    client.on('close', () => fail(new Error('the connection ended')));
    client.on('ready', () => {
      client.subsys(JOIN_SUBSYSTEM, (error, channel) => {
        if (error) return fail(error);
        const frames = new FrameStream(channel);
        const entries: MemberEntry[] = [];
        frames.onClose = (ended) => fail(ended ?? new Error('the connection ended'));
        frames.onFrame = ({ head }) => {
          const answer = validated(joinAnswer, head);
          if (answer.op === 'refused') fail(new OmosixError('EREFUSED', answer.reason));
          else if (answer.op === 'book') {
            entries.push(...answer.entries);
            if (entries.length > MAX_BOOK) fail(new OmosixError('EPROTOCOL', 'a book without end'));
          } else {
            const inviter = { key: inviterKey, name: answer.name };
            end(() => resolve({ id: answer.id, inviter, entries }));
          }
        };
        frames.send(FrameType.CONTROL, request);
      });
    });
    client.connect({
      sock: socket,
      username: JOIN_USER,
      password: passwordOf(token),
      privateKey: own.private,
      // The key is proven only to who has known the secret: else the password is not even asked for.
      authHandler: ['password', 'publickey'],
      algorithms: ALGORITHMS as never,
      readyTimeout: READY_TIMEOUT_MS,
      hostVerifier: (blob: Buffer) => {
        inviterKey = `ssh-ed25519 ${blob.toString('base64')}`;
        return fingerprintOf(inviterKey) === token.fingerprint;
      },
    });
  });
}

/** The same failures as between members mean something else to who is none yet. */
function asRefusal(error: Error, where: string): Error {
  const failure = dialFailure(error, where);
  if (!(failure instanceof LinkFailure)) return failure;
  if (failure.kind === 'notmember') {
    return new OmosixError(
      'EREFUSED',
      `${where} does not know this token: it was made by another node, or so long ago that it is forgotten; 'mosctl invite' makes another`,
    );
  }
  if (failure.kind === 'otherkey')
    return new LinkFailure('otherkey', `${where} is not the node that made this token`);
  return failure;
}
