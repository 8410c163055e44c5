"use strict"
// Draws the timeline of the run from its data, in the place of the picture that
// is there without a script. uPlot 1.6.32 above is by Leon Sorokin, MIT licence.
{
	const box = document.getElementById("timeline-live")
	const data = JSON.parse(document.getElementById("timeline-data").textContent)
	const color = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim()
	const nothing = v => v === null || v === undefined
	const number = v => nothing(v) ? "–" : String(+v.toPrecision(3))
	const duration = ms => nothing(ms) ? "–" : ms >= 1000 ? number(ms / 1000) + " s" : number(ms) + " ms"
	const moment = s => {
		if (s !== 0 && Math.abs(s) < 1) return number(s * 1000) + " ms"
		if (s < 120) return +s.toPrecision(4) + " s"
		const h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60, r = Math.round(s % 60)
		return [h && h + "h", m && m + "m", !h && r && r + "s"].filter(Boolean).join(" ")
	}

	// panels: each with its lines (a list of every block, by name), and whether
	// single requests are drawn in it.
	const panels = [
		{title: "Requests a second", lines: [["sent", "q1"], ...(data.scheduled ? [["intended", "q2", [5, 4]]] : [])], value: number},
		{title: "Latency of successes", lines: [["p50", "q1"], ["p99", "q3"]], log: true, spots: true, value: duration},
		...(data.failures ? [{title: "Failures a second", lines: [["errors", "q2"], ["throttles", "q3"]], value: number}] : []),
		{title: "Requests in flight", lines: [["in_flight", "q4"]], value: number},
	]
	let charts = [], only = -1, range = [0, data.until], dragged

	// blocks as objects, each with its part of every list of steps.
	let done = 0
	const blocks = data.blocks.from.map((from, i) => {
		const block = {from, step: data.blocks.step[i], variant: data.blocks.variant[i], round: data.blocks.round[i]}
		Object.entries(data.steps).forEach(([name, all]) => { block[name] = all.slice(done, done + data.blocks.steps[i]) })
		done += data.blocks.steps[i]
		return block
	})
	const shown = block => only < 0 || block.variant === only
	const end = block => block.from + block.step * block.sent.length

	// columns of a panel: times, then the single requests, then each line. A value
	// holds for its step; null interrupts the line after each block, undefined
	// leaves it alone.
	function columns(panel) {
		const rows = [], none = panel.spots ? [undefined, undefined] : []
		blocks.filter(shown).forEach(block => {
			const at = i => panel.lines.map(([name]) => panel.log && block[name][i] === 0 ? null : block[name][i])
			const n = block.sent.length
			for (let i = 0; i < n; i++) rows.push([block.from + i * block.step, ...none, ...at(i)])
			rows.push([end(block), ...none, ...at(n - 1)], [end(block), ...none, ...panel.lines.map(() => null)])
		})
		if (panel.spots) data.spots.forEach((spots, kind) => spots.at.forEach((t, i) => {
			if (!shown(blocks[spots.block[i]])) return
			const row = [t, ...none, ...panel.lines.map(() => undefined)]
			row[1 + kind] = spots.latency[i]
			rows.push(row)
		}))
		rows.sort((a, b) => a[0] - b[0])
		const width = 1 + none.length + panel.lines.length
		return Array.from({length: width}, (_, k) => rows.map(row => row[k]))
	}

	// bands shades every other block, and the pick's, and names them on top.
	function bands(u, named) {
		const ctx = u.ctx, ratio = devicePixelRatio
		ctx.save()
		ctx.beginPath()
		ctx.rect(u.bbox.left, 0, u.bbox.width, u.bbox.top + u.bbox.height)
		ctx.clip()
		ctx.font = 11 * ratio + "px system-ui, sans-serif"
		ctx.textAlign = "center"
		ctx.textBaseline = "middle"
		blocks.forEach((block, i) => {
			const from = u.valToPos(block.from, "x", true), to = u.valToPos(end(block), "x", true)
			const fill = block.variant === data.pick ? "band" : i % 2 ? "" : "wash"
			if (fill && shown(block)) {
				ctx.fillStyle = color(fill)
				ctx.fillRect(from, named ? 0 : u.bbox.top, Math.max(1, to - from), u.bbox.top + u.bbox.height)
			}
		})
		if (named) names(u, ctx, ratio)
		ctx.restore()
	}

	// names writes what ran above its block: the pick wherever its names do not
	// meet, the first with its unit, and of the others those that have room.
	function names(u, ctx, ratio) {
		const taken = [], width = text => ctx.measureText(text).width + 6 * ratio
		const spans = blocks.filter(shown).map(block => ({
			block, pick: block.variant === data.pick,
			left: Math.max(u.valToPos(block.from, "x", true), u.bbox.left),
			right: Math.min(u.valToPos(end(block), "x", true), u.bbox.left + u.bbox.width),
		})).filter(span => span.right > span.left)
		for (const {block, pick, left, right} of [...spans.filter(s => s.pick), ...spans.filter(s => !s.pick)]) {
			const texts = [data.variants[block.variant], data.short[block.variant]]
			let label = texts.find(text => width(text) < right - left)
			if (pick && !label) label = texts[taken.length ? 1 : 0]
			if (!label) continue
			const half = pick ? width(label) / 2 : (right - left) / 2
			const x = Math.min(Math.max((left + right) / 2, u.bbox.left + half), u.bbox.left + u.bbox.width - half)
			if (taken.some(([from, to]) => from < x + half && x - half < to)) continue
			if (pick) taken.push([x - half, x + half])
			ctx.fillStyle = color(pick ? "ink" : "muted")
			ctx.fillText(label, x, u.bbox.top / 2)
		}
	}

	// round is the next value of one significant digit.
	function round(v, to) {
		const unit = 10 ** Math.floor(Math.log10(v))
		return to(v / unit * (1 - 1e-9)) * unit
	}

	// levels draws the values as they are, flat, and lifts the pen at null.
	function levels(u, line) {
		const stroke = new Path2D(), times = u.data[0]
		let last = null
		u.data[line].forEach((v, i) => {
			if (v === undefined) return
			if (v === null) return void (last = null)
			const x = u.valToPos(times[i], "x", true), y = u.valToPos(v, "y", true)
			if (last === null) stroke.moveTo(x, y)
			else {
				stroke.lineTo(x, last)
				stroke.lineTo(x, y)
			}
			last = y
		})
		return {stroke, fill: null, clip: null}
	}

	// lines and marks of a panel, as uPlot wants them.
	function series(panel) {
		const lines = panel.lines.map(([name, hue, dash]) => ({
			label: name.replace("_", " "), stroke: color(hue), width: 1.5, dash, paths: levels, points: {show: false},
		}))
		if (panel.spots) lines.unshift(
			{label: "one request", stroke: color("q4"), paths: () => null, points: {show: true, size: 3, width: 0, fill: color("q4") + "99"}},
			{label: "cold start", stroke: color("q2"), paths: () => null, points: {show: true, size: 8, width: 1.5, fill: color("paper")}},
		)
		return [{}, ...lines]
	}

	function options(panel, first, last) {
		const axis = {stroke: color("muted"), grid: {stroke: color("grid"), width: 1}, ticks: {show: false}, font: "12px system-ui, sans-serif"}
		return {
			width: box.clientWidth, height: (panel.log ? 190 : 105) + (first ? 20 : 0) + (last ? 30 : 0),
			padding: [first ? 24 : 8, 8, last ? 0 : 4, 0],
			legend: {show: false},
			cursor: {
				y: false, sync: {key: "run", setSeries: false}, drag: {x: true, y: false, setScale: false}, points: {show: false},
				bind: {
					dblclick: () => () => zoom(0, data.until),
					mousedown: (u, target, handler) => event => { dragged = u; handler(event) },
				},
			},
			scales: {x: {time: false, range: () => range}, y: panel.log
				? {distr: 3, range: (u, min, max) => min > 0 ? [round(min, Math.floor), round(max, Math.ceil)] : [1, 10]} : {range: (u, min, max) => [0, Math.max(max || 0, 1e-9) * 1.1]}},
			series: series(panel),
			axes: [
				{...axis, size: last ? 30 : 0, values: (u, ticks) => last ? ticks.map(moment) : [], space: 80},
				{...axis, size: 62, values: (u, ticks) => ticks.map(v => nothing(v) ? "" : panel.value(v)), space: 22},
			],
			hooks: {
				drawClear: [u => bands(u, first)],
				setSelect: [select],
				setCursor: [read],
			},
		}
	}

	// read says what was measured where the pointer is.
	const readout = document.getElementById("timeline-readout")
	const hint = readout.textContent
	function read(u) {
		const t = u.cursor.left < 0 ? NaN : u.posToVal(u.cursor.left, "x")
		const block = blocks.find(b => shown(b) && b.from <= t && t < end(b))
		if (!block) return void (readout.textContent = t >= 0 ? moment(t) : hint)
		const i = Math.min(block.sent.length - 1, Math.floor((t - block.from) / block.step))
		readout.textContent = [
			moment(t), data.variants[block.variant] + ", round " + block.round, number(block.sent[i]) + "/s sent",
			"p50 " + duration(block.p50[i]), "p99 " + duration(block.p99[i]),
			...(data.failures ? [number(block.errors[i]) + "/s errors", number(block.throttles[i]) + "/s throttled"] : []),
			number(block.in_flight[i]) + " in flight",
		].join(" · ")
	}

	// build draws all panels anew: at first, and when the colours change.
	function build() {
		charts.forEach(u => u.destroy())
		box.replaceChildren()
		charts = []
		panels.forEach((panel, i) => {
			const title = document.createElement("p")
			title.className = "panel"
			title.append(panel.title)
			const values = columns(panel)
			series(panel).forEach((line, i) => {
				if (i === 0 || values[i].every(nothing)) return
				const key = document.createElement("span")
				key.append(line.label)
				key.style.setProperty("--key", line.stroke)
				title.append(key)
			})
			box.append(title)
			charts.push(new uPlot(options(panel, i === 0, i === panels.length - 1), values, box))
		})
		zoom(...range)
	}

	// select zooms into the part that was dragged over in a panel; the others
	// mark it too.
	function select(u) {
		const {left, width} = u.select
		if (u === dragged && width > 2) zoom(u.posToVal(left, "x"), u.posToVal(left + width, "x"))
		u.setSelect({left: 0, top: 0, width: 0, height: 0}, false)
	}

	// zoom shows a part of the time in all panels.
	function zoom(from, to) {
		const length = Math.min(to - from, data.until)
		from = Math.min(Math.max(0, from), data.until - length)
		range = [from, from + length]
		charts.forEach(u => u.setScale("x", {min: range[0], max: range[1]}))
		document.getElementById("timeline-whole").disabled = length >= data.until
		box.dataset.from = range[0]
		box.dataset.to = range[1]
	}

	const press = (id, act) => document.getElementById(id).addEventListener("click", act)
	const middle = () => (range[0] + range[1]) / 2
	press("timeline-in", () => { const l = (range[1] - range[0]) / 4; zoom(middle() - l, middle() + l) })
	press("timeline-out", () => { const l = range[1] - range[0]; zoom(middle() - l, middle() + l) })
	press("timeline-earlier", () => { const l = (range[1] - range[0]) / 2; zoom(range[0] - l, range[1] - l) })
	press("timeline-later", () => { const l = (range[1] - range[0]) / 2; zoom(range[0] + l, range[1] + l) })
	press("timeline-whole", () => zoom(0, data.until))

	const choice = document.getElementById("timeline-variant")
	data.variants.forEach((name, i) => choice.append(new Option(name, i)))
	choice.addEventListener("change", () => {
		only = +choice.value
		build()
	})
	choice.closest("label").hidden = data.variants.length < 2

	const section = box.closest(".timeline")
	section.classList.add("drawn")
	try {
		build()
	} catch (fault) {
		section.classList.remove("drawn") // the picture without a script is whole
		throw fault
	}
	new ResizeObserver(() => charts.forEach(u => u.width !== box.clientWidth && box.clientWidth && u.setSize({width: box.clientWidth, height: u.height}))).observe(box)
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", build)
}
