/** What resolvers and the programs around them say of a host name that nobody knows: glibc, musl, macOS, curl, Node, Go, Java, .NET, Python, s3cmd. */
const UNKNOWN_NAME =
  /Name or service not known|Name does not resolve|nodename nor servname provided|(?:Could not|Couldn't|Unable to|Failed to|Error) resolv(?:e|ing)\b|Temporary failure in name resolution|No such host is known|\bENOTFOUND\b|\bEAI_AGAIN\b|\bno such host\b|UnknownHostException|NameResolutionError/i

/**
 * Watches the lines of programs in the lab for one that looked up a host name itself. It does not use the proxy variables, which alone lead programs to the lab's services, so that it finds
 * nobody; what it says of that misleads. Says so once.
 */
export function watchLookups(onNote: (note: string) => void): (line: string) => void {
  let isSaid = false
  return (line) => {
    if (isSaid || line.length > 10_000 || !UNKNOWN_NAME.test(line)) return
    isSaid = true
    onNote(
      'a program looked up a host name itself, so it does not use the proxy variables (HTTPS_PROXY), which are the way to the lab’s services and to hosts that --allow-host opens. Name the proxy in an option or a settings file of that program',
    )
  }
}
