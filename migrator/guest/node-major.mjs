/** What Node's own modules do differs from one major version to the next. */
export const nodeMajor = Number.parseInt(process.versions.node, 10);
