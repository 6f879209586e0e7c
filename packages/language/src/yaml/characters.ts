/** Character codes that YAML gives a meaning to. */
export const TAB = 9
export const LF = 10
export const CR = 13
export const SPACE = 32
export const QUOTE = 39
export const HASH = 35
export const DASH = 45
export const COLON = 58

/** NaN is what `charCodeAt` gives behind the end of a text. */
export const isEnd = (code: number): boolean => Number.isNaN(code)
export const isBreak = (code: number): boolean =>
  code === LF || code === CR || code === 0x85 || code === 0x2028 || code === 0x2029
export const isBlank = (code: number): boolean => code === SPACE || code === TAB
export const isBlankBreakOrEnd = (code: number): boolean => isBlank(code) || isBreak(code) || isEnd(code)

/** `,`, `[`, `]`, `{` or `}`: what ends plain text inside brackets. */
export const isFlowIndicator = (code: number): boolean =>
  code === 44 || code === 91 || code === 93 || code === 123 || code === 125
