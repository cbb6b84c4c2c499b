import type { ReactNode } from 'react'

/** A part of the design, under its name. */
export const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="gallery-part">
    <h2>{title}</h2>
    {children}
  </section>
)
