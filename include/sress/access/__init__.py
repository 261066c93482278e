"""Who reads what of the warehouse from outside: logins, and the sources whose rows an analyst sees."""
