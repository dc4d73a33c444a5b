#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/reply.hpp"
#include "smtp/stray_octets.hpp"

/// Every reply that is our own, in one place. Codes are those of RFC 5321 §4.2 and §4.3.2 and of the
/// extension concerned, enhanced codes those of RFC 3463 and the registry of RFC 5248. All but the greeting
/// and the answers to HELO and EHLO have an enhanced code (RFC 2034 §4), whether or not the client said EHLO.
namespace postern::smtp::replies {

// The session
Reply greeting(std::string_view hostname);                                        // 220
Reply lmtp_greeting(std::string_view hostname);                                   // 220
Reply helo(std::string_view hostname);                                            // 250
Reply ehlo(std::string_view hostname, const std::vector<std::string>& keywords);  // 250, one line each
Reply ok();                                                                       // 250 2.0.0
Reply start_data();                                                               // 354
Reply cannot_verify();                                                            // 252 2.0.0 (VRFY)
Reply help();                                                                     // 214 2.0.0
Reply ready_for_tls();                                                            // 220 2.0.0 (STARTTLS)
Reply chunk_received(std::uint64_t octets);                                       // 250 2.0.0 (BDAT)
Reply closing();                                                                  // 221 2.0.0 (QUIT)

// Syntax
Reply unknown_command();                              // 500 5.5.2
Reply not_implemented();                              // 502 5.5.1
Reply line_too_long();                                // 500 5.5.2
Reply stray_octets_in_command();                      // 500 5.5.2
Reply bad_argument(std::string_view what);            // 501 5.5.4
Reply bad_sender_address();                           // 501 5.1.7
Reply bad_recipient_address();                        // 501 5.1.3
Reply bad_parameter(std::string_view keyword);        // 501 5.5.4
Reply duplicate_parameter(std::string_view keyword);  // 501 5.5.4
Reply unknown_parameter(std::string_view keyword);    // 555 5.5.4
Reply needs_smtputf8();                               // 553 5.6.7

// Protocol
Reply this_is_lmtp();        // 500 5.5.1 (HELO, EHLO)
Reply this_is_smtp();        // 500 5.5.1 (LHLO)
Reply tls_required();        // 530 5.7.0
Reply tls_not_available();   // 454 4.7.0
Reply tls_already_active();  // 503 5.5.1
Reply xforward_denied();     // 550 5.7.0
Reply xclient_denied();      // 550 5.7.0

// Order
Reply need_greeting();        // 503 5.5.1
Reply need_lhlo();            // 503 5.5.1 (LMTP)
Reply nested_mail();          // 503 5.5.1
Reply need_mail();            // 503 5.5.1
Reply need_recipient();       // 503 5.5.1
Reply no_valid_recipients();  // 554 5.5.1
Reply inside_transaction();   // 503 5.5.1
Reply inside_chunks();        // 503 5.5.1 (MAIL, RCPT, DATA between the chunks of a message)
Reply chunk_out_of_order();   // 503 5.5.1
Reply binary_needs_bdat();    // 503 5.5.1 (DATA)

// Limits
Reply too_many_recipients();            // 452 4.5.3
Reply one_recipient_at_a_time();        // 452 4.5.3
Reply recipient_decided_apart();        // 452 4.5.3
Reply message_too_big();                // 552 5.3.4
Reply header_too_big();                 // 552 5.3.4
Reply system_full();                    // 452 4.3.1
Reply too_many_octets_in_flight();      // 452 4.3.1
Reply too_many_errors();                // 421 4.7.0
Reply too_many_commands();              // 421 4.7.0
Reply too_many_connections();           // 421 4.3.2
Reply too_many_connections_from_you();  // 421 4.7.0
Reply timed_out();                      // 421 4.4.2
Reply message_took_too_long();          // 421 4.4.2
Reply shutting_down();                  // 421 4.3.2
Reply unexpected_proxy_header();        // 421 4.3.5

// The message
Reply stray_octets(const StrayOctets& stray);    // 554 5.6.0; must only be called when there are some
Reply cannot_reframe(const StrayOctets& stray);  // 554 5.6.3; the same
Reply mail_loop();                               // 554 5.4.6
Reply local_error();                             // 451 4.3.0

// The upstream
Reply upstream_never_reached();  // 421 4.3.2
Reply upstream_unreachable();    // 451 4.4.1
Reply upstream_timed_out();      // 451 4.4.2
Reply upstream_lost();           // 451 4.4.2
Reply upstream_reply_missing();  // 451 4.4.2
Reply upstream_misconfigured();  // 451 4.3.5
Reply refused_when_retold();     // 451 4.3.0
Reply upstream_without_tls();    // 451 4.7.4
Reply upstream_tls_failed();     // 451 4.7.5
Reply cannot_require_tls();      // 550 5.7.30 (RFC 8689)

}  // namespace postern::smtp::replies
