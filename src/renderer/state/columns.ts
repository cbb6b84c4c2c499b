import { activityColumnMinWidth, sidebarMinWidth } from '../limits.ts'
import type { UiState } from './ui-state.ts'

/** Whether the sidebar shows: as a person chose, else where there is room. */
export const isSidebarOpen = (ui: UiState, windowWidth: number): boolean =>
  ui.isSidebarOpen ?? windowWidth >= sidebarMinWidth

/** Whether the activity column shows: as a person chose, else where there is room. */
export const isActivityOpen = (ui: UiState, windowWidth: number): boolean =>
  ui.isActivityOpen ?? windowWidth >= activityColumnMinWidth
