// Numbers of the window, apart from its looks: the unit is in the name, the reason in the comment.

/** Agents. */
export const taskCharsShown = 200 // of what it was asked first

/** Panes. */
export const paneWidthMin = 150 // CSS px: fifteen characters beside the scrollbar
export const paneHeightMin = 90 // a header and three lines

/** Templates. */
export const templatesMax = 100 // more are no choice any more

/** Settings of projects, themes of terminals. */
export const projectFileBytesMax = 65_536 // a hundred times what it may say
export const projectLookMs = 1_500 // whoever edits it sees it at once; a look costs one question a project
export const palettesMax = 200
export const paletteFileBytesMax = 1024 * 1024 // a settings file of a Windows Terminal with all schemes there are
export const paletteFilesMax = 50 // chosen at once

/** Activity. */
export const activitySegmentEntries = 4_000 // of one file: about 1 MB, read and parsed in some 10 ms
export const activityKept = 120_000 // entries on disk; the oldest file goes when there are more
export const activityTailEntries = 1_000 // in memory: what the newest of them say is asked for all the time
export const activityPageMax = 200 // entries of one answer
export const activityListsMax = 8 // found by a query and kept to be paged through
export const activityWordsCharsMax = 200 // of a search
export const activityScopeMax = 1_000 // agents of a query
export const activityPushMs = 100 // what is new within this is told together
