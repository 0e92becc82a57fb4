"""What a report carries from clause to clause: whom it speaks for, its topics, pointing words, speakers."""
