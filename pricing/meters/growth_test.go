package meters

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sweetspot-bench/sweetspot/internal/check"
	"github.com/sweetspot-bench/sweetspot/pricing"
)

// amounts hands out the amounts of a meter: first some, then, to a meter made
// in the same way, no less of each. Without a test they are nothing.
type amounts struct {
	t     *rapid.T
	first []int64
	next  int
	grown bool
}

func (a *amounts) upTo(limit int64) int64 {
	if a.t == nil {
		return 0
	}
	if !a.grown {
		a.first = append(a.first, rapid.Int64Range(0, limit).Draw(a.t, "amount"))
		return a.first[len(a.first)-1]
	}
	n := a.first[a.next] + rapid.Int64Range(0, limit).Draw(a.t, "growth")
	a.next++
	return n
}

func (a *amounts) count() decimal.Decimal  { return decimal.NewFromInt(a.upTo(1e9)) }
func (a *amounts) few() decimal.Decimal    { return decimal.NewFromInt(a.upTo(9)) }
func (a *amounts) hours() decimal.Decimal  { return decimal.New(1+a.upTo(365000), -3) }
func (a *amounts) share() *decimal.Decimal { return new(decimal.New(a.upTo(50), -2)) }
func (a *amounts) shrunk() decimal.Decimal { return decimal.New(1+a.upTo(49), -2) }
func (a *amounts) size() check.Bytes       { return check.Bytes(a.upTo(50 << 10)) }
func (a *amounts) disk() check.Bytes       { return check.Bytes(a.upTo(1 << 40)) }
func (a *amounts) long() time.Duration     { return time.Duration(a.upTo(int64(99 * time.Hour))) }
func (a *amounts) run() time.Duration      { return time.Duration(1 + a.upTo(int64(time.Hour))) }
func (a *amounts) step() time.Duration     { return time.Duration(1 + a.upTo(int64(2*time.Minute))) }
func (a *amounts) whole(limit int64) int   { return int(a.upTo(limit)) }
func (a *amounts) days() decimal.Decimal   { return decimal.NewFromInt(a.upTo(365)) }

func (a *amounts) hour() []LoadBalancerHour {
	return []LoadBalancerHour{{NewConnections: a.few(), ActiveConnections: a.count(), GB: a.few(), Requests: a.few()}}
}

func (a *amounts) work() FlexWork {
	return FlexWork{Executions: a.count(), Periods: one.Add(a.few()), Period: a.run()}
}

// everyMeter makes one of each, with all that it bills.
var everyMeter = map[string]func(a *amounts) Meter{
	"lambda": func(a *amounts) Meter {
		return Lambda{
			Architecture: "arm64", MemoryMB: 128 + a.whole(5000), EphemeralMB: 512 + a.whole(4000),
			Requests: a.count(), BilledMS: a.few(), AsyncEvent: a.size(),
		}
	},
	"provisioned": func(a *amounts) Meter {
		return Provisioned{
			Architecture: "x86_64", MemoryMB: 128 + a.whole(5000), Environments: 1 + a.whole(99), Enabled: a.run(), Periods: 1 + a.whole(9),
			Requests: a.count(), BilledMS: a.few(), SpilloverRequests: a.count(), SpilloverBilledMS: a.few(),
		}
	},
	"snapshots": func(a *amounts) Meter {
		return SnapStart{MemoryMB: 128 + a.whole(5000), Versions: 1 + a.whole(9), Active: 1 + a.long(), Resumes: a.count()}
	},
	"streaming": func(a *amounts) Meter {
		return Streaming{Responses: a.count(), Response: 1 + check.Bytes(a.upTo(20<<20))}
	},
	"function URL": func(a *amounts) Meter { return FunctionURL{Requests: a.count()} },
	"REST API": func(a *amounts) Meter {
		return RESTAPI{Requests: a.count(), CacheGB: dec("0.5"), CacheHours: a.hours()}
	},
	"HTTP API": func(a *amounts) Meter {
		return HTTPAPI{Requests: a.count(), Request: check.Bytes(a.upTo(5 << 20)), Response: check.Bytes(a.upTo(5 << 20))}
	},
	"ALB": func(a *amounts) Meter {
		return ALB{Balancers: 1 + a.whole(9), Hours: a.hours(), Traffic: a.hour(), Rules: a.whole(50)}
	},
	"NLB": func(a *amounts) Meter {
		return NLB{Balancers: 1 + a.whole(9), Hours: a.hours(), TCP: a.hour(), UDP: a.hour(), TLS: a.hour()}
	},
	"CLB": func(a *amounts) Meter { return CLB{Balancers: 1 + a.whole(9), Hours: a.hours(), GB: a.count()} },
	"Azure Consumption": func(a *amounts) Meter {
		return AzureConsumption{Executions: a.count(), MemoryMB: 1 + a.whole(700), Duration: a.run()}
	},
	"Azure Flex": func(a *amounts) Meter {
		return AzureFlex{InstanceMB: 512, OnDemand: a.work(), Ready: a.work(), ReadyInstances: 1 + a.whole(9), ReadyHours: a.hours()}
	},
	"fargate": func(a *amounts) Meter {
		return Fargate{
			VCPU: dec("0.5"), Memory: gB, Storage: 20*gB + check.Bytes(a.upTo(90<<30)), PublicIPv4: true,
			Tasks: a.few(), Hours: a.hours(), Runs: a.count(), RunTime: a.run(),
		}
	},
	"windows": func(a *amounts) Meter {
		return Fargate{VCPU: dec("2"), Memory: 5 * gB, Windows: true, Tasks: a.few(), Hours: a.hours(), Runs: a.count(), RunTime: a.run()}
	},
	"instance": func(a *amounts) Meter {
		return Instance{
			Type: "m7g.large", Instances: a.few(), Hours: a.hours(), Runs: a.count(), RunTime: a.run(), Share: a.share(),
			Volume: 1 + a.disk(), IOPS: a.whole(8000), Throughput: a.whole(500), PublicIPv4: true,
		}
	},
	"standard": func(a *amounts) Meter {
		return StandardWorkflow{Executions: a.count(), Transitions: a.few(), Retries: a.few()}
	},
	"express": func(a *amounts) Meter {
		return ExpressWorkflow{Executions: a.count(), Duration: a.step(), Memory: a.disk() >> 10}
	},
	"queue": func(a *amounts) Meter {
		return Queue{Messages: a.count(), Size: a.size(), SendBatch: 10, ReceiveBatch: 7, Receives: one.Add(a.few()), EmptyReceives: a.count()}
	},
	"FIFO queue": func(a *amounts) Meter { return Queue{FIFO: true, Messages: a.count(), Size: a.size()} },
	"topic": func(a *amounts) Meter {
		return Topic{
			Messages: a.count(), Size: a.size(), Batch: 3,
			AWS: a.few(), HTTP: a.few(), Email: a.few(), Firehose: a.few(), MobilePush: a.few(),
		}
	},
	"FIFO topic": func(a *amounts) Meter { return Topic{FIFO: true, Messages: a.count(), Size: a.size(), AWS: a.few()} },
	"event bus":  func(a *amounts) Meter { return EventBus{Events: a.count(), Size: a.size()} },
	"schedule":   func(a *amounts) Meter { return Schedule{Invocations: a.count()} },
	"provisioned stream": func(a *amounts) Meter {
		return ProvisionedStream{Shards: a.few(), Hours: a.hours(), Records: a.count(), Size: a.size(), Retention: a.long(), Consumers: a.few()}
	},
	"on-demand stream": func(a *amounts) Meter {
		return OnDemandStream{Hours: a.hours(), Records: a.count(), Size: a.size(), Readers: a.few(), Consumers: a.few(), Retention: a.long()}
	},
	"on-demand table": func(a *amounts) Meter {
		return OnDemandTable{
			EventualReads: a.count(), StrongReads: a.count(), TransactionalReads: a.count(), ReadSize: a.size(),
			Writes: a.count(), TransactionalWrites: a.count(), WriteSize: a.size(), Storage: a.disk(), PITR: true,
		}
	},
	"provisioned table": func(a *amounts) Meter {
		return ProvisionedTable{RCU: a.count(), WCU: a.count(), Hours: a.hours(), Storage: a.disk(), PITR: true}
	},
	"bucket": func(a *amounts) Meter {
		return Bucket{Storage: a.disk(), Infrequent: a.disk(), Puts: a.count(), Gets: a.count()}
	},
	"logs": func(a *amounts) Meter {
		return Logs{Requests: a.count(), Bytes: a.size(), Share: a.share(), RetentionDays: a.days(), Compression: a.shrunk(), Scanned: a.disk()}
	},
	"lambda logs": func(a *amounts) Meter { return Logs{Requests: a.count(), Bytes: a.size(), Lambda: true} },
	"monitoring": func(a *amounts) Meter {
		return Monitoring{Metrics: a.count(), Alarms: a.few(), HighResolutionAlarms: a.few(), Dashboards: a.few(), APIRequests: a.count()}
	},
	"traces": func(a *amounts) Meter { return Traces{Requests: a.count(), Share: a.share(), Scanned: a.count()} },
	"NAT gateway": func(a *amounts) Meter {
		return NATGateway{Gateways: a.few(), Hours: a.hours(), Requests: a.count(), Bytes: a.size()}
	},
	"transfer": func(a *amounts) Meter {
		return Transfer{Requests: a.count(), Response: a.size(), InternetShare: a.share(), CrossZone: a.size(), CrossRegion: a.size()}
	},
}

// More of anything never costs less, with free tier or without, and the book
// prices all that the meters count, in the units that they count in.
func TestMoreNeverCostsLess(t *testing.T) {
	for name, build := range everyMeter {
		t.Run(name, func(t *testing.T) {
			book, region := home(t, build(&amounts{}))
			rapid.Check(t, func(rt *rapid.T) {
				a := amounts{t: rt}
				less := build(&a)
				a.grown = true
				more := build(&a)
				for _, terms := range []pricing.Terms{{}, {FreeTier: true}} {
					l, m := month(rt, book, region, terms, less), month(rt, book, region, terms, more)
					if m.Total.LessThan(l.Total) || l.Total.IsNegative() {
						rt.Errorf("%+v costs %s, %+v only %s", less, l.Total, more, m.Total)
					}
					for _, line := range l.Lines {
						if line.Driver == "" {
							rt.Errorf("nothing drives %s %s", line.Service, line.Component)
						}
					}
				}
			})
		})
	}
}

// home is where a meter's prices are.
func home(t *testing.T, m Meter) (book *pricing.Book, region string) {
	switch m.(type) {
	case AzureConsumption, AzureFlex:
		return azureBook(t), "eastus"
	}
	return mustBook(t), "us-east-1"
}

// Every meter that is declared has its place in everyMeter.
func TestEveryMeterIsMade(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]bool{}
	for _, build := range everyMeter {
		made[reflect.TypeOf(build(&amounts{})).Name()] = true
	}
	declared := regexp.MustCompile(`(?m)^var _ Meter = (\w+)\{\}$`)
	found := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range declared.FindAllSubmatch(source, -1) {
			found++
			if name := string(m[1]); !made[name] {
				t.Errorf("%s: no %s is made", file, name)
			}
		}
	}
	if found != len(made) {
		t.Errorf("%d meters are declared, %d are made", found, len(made))
	}
}

// month bills a month of a meter.
func month(t tester, book *pricing.Book, region string, terms pricing.Terms, m Meter) pricing.Bill {
	t.Helper()
	bill, err := book.Month(metered(t, region, m), terms)
	if err != nil {
		t.Fatal(err)
	}
	return bill
}

// idle are the meters of which no use is no cost, without use.
var idle = []Meter{
	Fargate{VCPU: one, Memory: 2 * gB}, Instance{Type: "m7g.large"}, StandardWorkflow{}, ExpressWorkflow{},
	Queue{}, Queue{FIFO: true}, Topic{}, Topic{FIFO: true}, EventBus{}, Schedule{}, ProvisionedStream{},
	OnDemandTable{}, ProvisionedTable{}, Bucket{}, Logs{}, Logs{Lambda: true},
	Monitoring{}, Traces{}, NATGateway{}, Transfer{},
}

// No use costs nothing, and is no mistake.
func TestNoUse(t *testing.T) {
	for _, m := range idle {
		if bill := month(t, mustBook(t), "us-east-1", pricing.Terms{}, m); !bill.Total.IsZero() {
			t.Errorf("%T costs %s", m, bill.Total)
		}
	}
}

// Each field has a key to give it by in a usage file, which is its own name.
func TestFieldsHaveKeys(t *testing.T) {
	key := regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)*$`)
	for _, build := range everyMeter {
		kind := reflect.TypeOf(build(&amounts{}))
		for field := range kind.Fields() {
			got := field.Tag.Get("yaml")
			if !key.MatchString(got) || !strings.EqualFold(strings.ReplaceAll(got, "_", ""), field.Name) {
				t.Errorf("%s.%s has the key %q", kind.Name(), field.Name, got)
			}
		}
	}
}
