-- What pandoc does not know of our HTML: footnotes, tables with their caption, sources.

-- A footnote stands in the text where its mark is.
function Span(span)
  if span.classes:includes("footnote") then
    return pandoc.Note({ pandoc.Para(span.content) })
  end
  if span.classes:includes("no") then
    return span.content
  end
end

-- The only block of a figure, also where it lies in boxes of its own.
local function first_table(blocks)
  for _, block in ipairs(blocks) do
    if block.t == "Table" then return block end
    if block.t == "Div" then
      local found = first_table(block.content)
      if found then return found end
    end
  end
end

-- A table in a figure becomes a table with a caption; the anchor goes along.
function Figure(figure)
  local inside = first_table(figure.content)
  if inside then
    inside.caption = figure.caption
    inside.attr = pandoc.Attr(figure.identifier, {}, {})
    return inside
  end
end

-- Figures of a column of numbers stand at the right.
local function aligned(row)
  for _, cell in ipairs(row.cells) do
    if cell.classes:includes("num") or cell.classes:includes("n") then
      cell.alignment = "AlignRight"
    end
  end
  return row
end

function Table(tbl)
  local count = #tbl.colspecs
  for index, spec in ipairs(tbl.colspecs) do
    tbl.colspecs[index] = { spec[1], 1 / count }
  end
  tbl.head.rows = tbl.head.rows:map(aligned)
  for _, body in ipairs(tbl.bodies) do
    body.body = body.body:map(aligned)
  end
  return tbl
end

-- A turned page is Word's own business; the box around it has nothing to say.
function Div(div)
  if div.classes:includes("wide") or div.classes:includes("end") then
    return div.content
  end
end

return { { Span = Span, Div = Div }, { Table = Table }, { Figure = Figure } }
