import { useEffect, useState, type ReactNode } from 'react'
import { EmptyState } from './empty-state.tsx'
import { PillBar } from '../pills/pill-bar.tsx'
import { TabPanes } from '../panes/tab-panes.tsx'
import { useView, useWindow } from '../services.ts'
import { isActivityOpen, isSidebarOpen } from '../state/columns.ts'
import { SideColumn } from '../side/side-column.tsx'
import { DemoGuide } from './demo-guide.tsx'
import { Footer } from './footer.tsx'
import { Header } from './header.tsx'
import { Sidebar } from './sidebar.tsx'
import './frame.css'

/** Header, columns, footer. */
export function WindowFrame({ banners }: { banners: ReactNode }) {
  const width = useWindowWidth()
  const hasSidebar = useWindow((state) => isSidebarOpen(state.ui, width))
  const hasActivity = useWindow((state) => isActivityOpen(state.ui, width))
  const hasTabs = useView((view) => view.layout.tabs.length > 0)
  const hasAgents = useView((view) => view.agents.length > 0)
  const isFirstRun = !hasTabs && !hasAgents
  return (
    <div
      className="frame"
      data-sidebar={hasSidebar && !isFirstRun}
      data-activity={hasActivity && !isFirstRun}
    >
      <Header toggles={isFirstRun ? null : { hasSidebar, hasActivity }} />
      {banners}
      <div className="columns">
        {hasSidebar && !isFirstRun && <Sidebar />}
        <main className="centre" data-region="panes" aria-label="Panes">
          {hasTabs ? (
            <>
              <PillBar />
              <TabPanes />
            </>
          ) : (
            <EmptyState />
          )}
          <DemoGuide />
        </main>
        {hasActivity && !isFirstRun && <SideColumn />}
      </div>
      <Footer />
    </div>
  )
}

function useWindowWidth(): number {
  const [width, setWidth] = useState(window.innerWidth)
  useEffect(() => {
    const measure = () => setWidth(window.innerWidth)
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  }, [])
  return width
}
