/**
 * Does a piece of work for each of several things, so many at once; the results are in the order of the things. After the first failure nothing new is begun, and it is thrown when
 * what was under way has ended.
 */
export async function inParallel<T, R>(
  things: readonly T[],
  atOnce: number,
  work: (thing: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Array<R>(things.length)
  const failures: unknown[] = []
  let next = 0
  const worker = async () => {
    while (next < things.length && failures.length === 0) {
      const index = next
      next += 1
      try {
        results[index] = await work(things[index] as T)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, things.length) }, worker))
  if (failures.length > 0) throw failures[0]
  return results
}
