/** What the systemd user unit runs. */
export interface UnitOptions {
  /** Absolute paths. */
  node: string;
  omd: string;
  args: readonly string[];
  /** So long its guests may take to leave. */
  drainAfterS: number;
  /** What moves the agent's places, if anything does. */
  environment: Record<string, string>;
}

/** For what it does when they have left, or not. */
const STOP_S = 20;

/**
 * The text of `omosix.service`. Guests inherit what it forbids, so it forbids nothing that a guest's host needs:
 * user and network namespaces (they take a guest's network away) and memory that is both written and executed (V8).
 */
export function unitOf({ node, omd, args, drainAfterS, environment }: UnitOptions): string {
  return `[Unit]
Description=omosix agent: this machine is a node of the cluster
StartLimitIntervalSec=60
StartLimitBurst=5

[Service]
Type=exec
ExecStart=${[node, omd, '-n', ...args].map(argument).join(' ')}
${Object.entries(environment)
  .map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}\n`)
  .join('')}Restart=on-failure
RestartSec=2
# Begins anew, as after an upgrade; what executes is frozen meanwhile, and goes on.
ExecReload=/bin/kill -USR2 $MAINPID
# A wrong command line does not become right by itself.
RestartPreventExitStatus=2
# The agent lets its guests leave, and ends the others itself; what is left then is killed.
KillMode=mixed
TimeoutStopSec=${drainAfterS + STOP_S}
# A guest that runs out of memory must not take the others with it.
OOMPolicy=continue
# Each guest has a control group below this one.
Delegate=yes
UMask=0077
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native

[Install]
WantedBy=default.target
`;
}

/** One word as systemd.syntax(7) wants it. */
function quoted(word: string): string {
  const escaped = word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `"${escaped.replaceAll('%', '%%')}"`;
}

/** Of a command line, which knows variables (systemd.service(5)). */
const argument = (word: string): string => quoted(word).replaceAll('$', '$$$$');
