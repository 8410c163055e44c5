package meters

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/check"
)

func TestQueueExamples(t *testing.T) {
	book := mustBook(t)
	for _, e := range []example{
		{
			name: "429,150 requests: each of their messages takes three", source: calculator, book: book,
			meters: []Meter{Queue{Messages: dec("143050"), Size: kb}}, total: "0.17",
		},
		{
			name: "a million requests of 128 KB are two million", source: infracost + ", sqs_queue_test.golden", book: book,
			meters: []Meter{Queue{Messages: dec("500000"), Size: 128 * kb}}, total: "1.00",
			page: "0.80", reason: "it has no deletes, which are 0.20",
		},
		{
			name: "FIFO: a million messages of 63 KB", source: infracost + ", sqs_queue_test.golden", book: book,
			meters: []Meter{Queue{FIFO: true, Messages: dec("1000000"), Size: 63 * kb}}, total: "1.50",
			page: "0.50", reason: "it has a million requests, and a message takes three",
		},
		{
			name: "a million requests are free", source: "https://aws.amazon.com/sqs/pricing/, its rule", book: book, month: true,
			meters: []Meter{Queue{Messages: dec("1000000")}}, total: "0.80",
		},
	} {
		t.Run(e.name, e.run)
	}
}

func TestQueueCounts(t *testing.T) {
	million := func(q Queue) Queue { q.Messages = dec("1000000"); return q }
	for _, c := range []counted{
		{"send, receive, delete", million(Queue{}), "standard-requests", "3000000"},
		{"a full batch of 60 KB", million(Queue{Size: 6 * kb, SendBatch: 10, ReceiveBatch: 10}), "standard-requests", "300000"},
		{"one of 100 KB", million(Queue{Size: 10 * kb, SendBatch: 10, ReceiveBatch: 10}), "standard-requests", "500000"},
		{"256 KB are four requests", million(Queue{Size: 256 * kb}), "standard-requests", "9000000"},
		{"retries", million(Queue{Size: 65 * kb, Receives: dec("1.5")}), "standard-requests", "6000000"},
		{"empty receives", Queue{FIFO: true, EmptyReceives: dec("657000")}, "fifo-requests", "657000"},
	} {
		t.Run(c.name, c.run)
	}
}

func TestTopicExamples(t *testing.T) {
	book := mustBook(t)
	const source = infracost + ", sns_topic_test.golden"
	sent := Topic{Messages: dec("1000"), HTTP: dec("200"), Email: dec("300"), Firehose: dec("4000"), MobilePush: dec("5000")}
	for _, e := range []example{
		{
			name: "a million messages to SQS, HTTP, email and apps", source: calculator, book: book,
			meters: []Meter{Topic{Messages: dec("1000000"), AWS: one, HTTP: one, Email: one, MobilePush: one}},
			amounts: map[string]string{
				"publishes": "0.50", "deliveries-aws": "0.00", "deliveries-http": "0.60", "deliveries-email": "20.00", "mobile-push": "0.50",
			},
			total: "21.60",
		},
		{
			name: "1.72 million messages", source: calculator, book: book,
			meters: []Meter{Topic{Messages: dec("1720020")}}, total: "0.86",
		},
		{
			name: "a million of 128 KB are two million, of which one is free", source: source, book: book, month: true,
			meters: []Meter{Topic{Messages: dec("1000000"), Size: 128 * kb}}, total: "0.50",
		},
		{
			name: "1,000 messages to 9,500 subscribers", source: source, book: book, month: true, meters: []Meter{sent},
			amounts: map[string]string{"deliveries-http": "0.06", "deliveries-email": "5.98", "deliveries-firehose": "0.76", "mobile-push": "2.00"},
			total:   "8.80",
			page:    "9.30", reason: "it does not take the million free notifications to apps off, 0.50",
		},
	} {
		t.Run(e.name, e.run)
	}
}

func TestTopicCounts(t *testing.T) {
	fifo := Topic{FIFO: true, Messages: dec("1048576"), Size: 64 * kb, Batch: 2, AWS: dec("3")}
	for _, c := range []counted{
		{"129 KB are three", Topic{Messages: dec("10"), Size: 129 * kb}, "publishes", "30"},
		{"ten of 10 KB are two together", Topic{Messages: dec("100"), Size: 10 * kb, Batch: 10}, "publishes", "20"},
		{"deliveries have no chunks", Topic{Messages: dec("10"), Size: 129 * kb, HTTP: dec("2")}, "deliveries-http", "20"},
		{"FIFO publishes", fifo, "fifo-publishes", "524288"},
		{"their bytes", fifo, "fifo-publish-bytes", "64"},
		{"FIFO deliveries", fifo, "fifo-deliveries", "3145728"},
		{"their bytes", fifo, "fifo-delivery-bytes", "192"},
	} {
		t.Run(c.name, c.run)
	}
}

// EventBridge's price page as an open course quotes it.
const eventsPage = "https://aws.amazon.com/eventbridge/pricing/, read 2024"

func TestEventsPricingPage(t *testing.T) {
	book := mustBook(t)
	for _, e := range []example{
		{name: "5 million events", meters: []Meter{EventBus{Events: dec("5000000"), Size: 64 * kb}}, total: "5.00"},
		{name: "2 million events of 6 KB, but for their archive", meters: []Meter{EventBus{Events: dec("2000000"), Size: 6 * kb}}, total: "2.00"},
		{name: "10 million schedules, twice a month", month: true, meters: []Meter{Schedule{Invocations: dec("20000000")}}, total: "6.00"},
	} {
		e.source, e.book = eventsPage, book
		t.Run(e.name, e.run)
	}
	counted{"256 KB are four events", EventBus{Events: one, Size: 256 * kb}, "events", "4"}.run(t)
}

func TestMessagingNotes(t *testing.T) {
	for _, tt := range []struct {
		meter           Meter
		component, want string
	}{
		{Queue{}, "standard-requests", "requests a message: send 1 + receive 1 + delete 1"},
		{
			Queue{Size: 30 * kb, SendBatch: 4, ReceiveBatch: 5, Receives: dec("2"), EmptyReceives: dec("7")}, "standard-requests",
			"requests a message: send 2/4 + receive 2 × 3/5 + delete 1/5, and 7 empty receives",
		},
		{Topic{Size: 129 * kb}, "publishes", "3 chunks of 64 KB a message"},
		{Topic{Size: 10 * kb, Batch: 10}, "publishes", "2 chunks of 64 KB a publish of 10 messages"},
		{Topic{Messages: one, HTTP: dec("2.5")}, "deliveries-http", "2.5 a message"},
		{EventBus{Size: 256 * kb}, "events", "4 chunks of 64 KB an event"},
		{EventBus{Size: kb}, "events", ""},
	} {
		if got := noteOf(t, tt.component, tt.meter); got != tt.want {
			t.Errorf("%+v: note %q, want %q", tt.meter, got, tt.want)
		}
	}
}

func TestMessagingRefuses(t *testing.T) {
	for want, m := range map[string]Meter{
		"1 to 10 messages, not 11":                Queue{SendBatch: 11},
		"1 to 10 messages, not -1":                Queue{ReceiveBatch: -1},
		"up to 1 MB of payload, not 4 × 512 KB":   Queue{Size: 512 * kb, ReceiveBatch: 4},
		"up to 1 MB of payload, not 10 × 9223372": Queue{Size: math.MaxInt64, SendBatch: 10},
		"messages must not be negative":           Queue{Messages: dec("-1")},
		"empty receives must not be negative":     Queue{EmptyReceives: dec("-1")},
		"receives of a message must not be neg":   Queue{Receives: dec("-1")},
		"size of a message must not be neg":       Topic{Size: -1},
		"deliveries-http must not be negative":    Topic{HTTP: dec("-1")},
		"1 to 10 messages, not 12":                Topic{Batch: 12},
		"delivers to SQS alone":                   Topic{FIFO: true, HTTP: one},
		"size of an event must not be negative":   EventBus{Size: -1},
		"invocations must not be negative":        Schedule{Invocations: dec("-1")},
	} {
		refuses(t, m, want)
	}
}

// Chunks cover what there is by less than one chunk more.
func TestBatchChunks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		chunk := check.Bytes(rapid.SampledFrom([]int64{1 << 10, 4 << 10, 25 << 10, 64 << 10, 64 << 20}).Draw(t, "chunk"))
		size := check.Bytes(rapid.Int64Range(1, 1<<30).Draw(t, "size"))
		messages := rapid.IntRange(1, 10).Draw(t, "messages")
		payload := size * check.Bytes(messages)
		n := batchChunks(messages, size, chunk)
		within(t, number(n).Mul(number(chunk)), number(payload), number(chunk))
		if n != requestChunks(payload, chunk) {
			t.Errorf("%d × %s are %d chunks of %s, %s are %d", messages, size, n, chunk, payload, requestChunks(payload, chunk))
		}
	})
}
