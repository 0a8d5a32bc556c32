import type { Connection, PublicKeyAuthContext } from 'ssh2';

/** Lets ssh clients in that are no nodes: whoever gives another user name than those that nodes have. */
export interface UserDoor {
  /** Whether a key that is shown is one of theirs, and its signature true where there is one. */
  admits(context: PublicKeyAuthContext): boolean;
  /** All is proven: what the client may have. `key`: type and base64. */
  serve(connection: Connection, who: { username: string; key: string; address: string }): void;
  /** Ends their connections. */
  close(): void;
}
