/** What Node's own modules do differs from one major version to the next. Read while `process` is the host's own. */
export const nodeMajor = Number.parseInt(process.versions.node, 10);
